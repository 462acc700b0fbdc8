namespace Native;

internal sealed record NewNote(string Text);
