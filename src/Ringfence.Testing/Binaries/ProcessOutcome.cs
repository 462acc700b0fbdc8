namespace Ringfence.Testing.Binaries;

internal sealed record ProcessOutcome(int ExitCode, string Output, string Errors);
