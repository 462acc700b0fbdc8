using Ringfence.Cli;

namespace PostgresTests.Cli;

/// <summary>Runs the command line in this process, and what it printed.</summary>
internal sealed record CommandLine(int ExitCode, string Output, string Error)
{
    public static async Task<CommandLine> RunAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var code = await CommandRunner.RunAsync(CommandRunner.Root(), arguments, output, error);
        return new(code, output.ToString(), error.ToString());
    }
}
