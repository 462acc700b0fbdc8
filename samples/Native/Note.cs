namespace Native;

internal sealed record Note(long Id, string Text);
