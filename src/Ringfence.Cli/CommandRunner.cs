using System.CommandLine;
using System.CommandLine.Parsing;
using Npgsql;
using Ringfence.Cli.Audits;
using Ringfence.Cli.Benches;
using Ringfence.Cli.Maps;

namespace Ringfence.Cli;

/// <summary>Runs the command line: what a user can act on is a sentence on standard error, never a stack trace.</summary>
internal static class CommandRunner
{
    /// <summary>Also of a verb that looks for something, where it could not look.</summary>
    public const int Unusable = 2;

    private const int Refused = 1;

    /// <summary>The whole command line.</summary>
    public static RootCommand Root() =>
        new("Ringfence: tenant isolation for shared PostgreSQL databases.")
        {
            InitCommand.Create(),
            ProtectCommand.Create(),
            KeyCommand.Create(),
            TokenCommand.Create(),
            AdminCommand.Create(),
            TenantCommand.Create(),
            MapCommand.Create(),
            AuditCommand.Create(),
            ExplainCommand.Create(),
            BenchCommand.Create(),
        };

    /// <summary>
    /// Exit codes: 0 done, 1 refused or failed, 2 unusable arguments. Of a verb that looks for something, 1 is that it found
    /// it, and 2 also that it could not look.
    /// </summary>
    public static async Task<int> RunAsync(RootCommand root, string[] args, TextWriter output, TextWriter error)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var message in parsed.Errors.Select(e => e.Message).Distinct(StringComparer.Ordinal))
            {
                await error.WriteLineAsync(message).ConfigureAwait(false);
            }

            await error.WriteLineAsync($"See: ringfence {Verb(parsed)}--help").ConfigureAwait(false);
            return Unusable;
        }

        var invocation = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
        };
        try
        {
            return await parsed.InvokeAsync(invocation).ConfigureAwait(false);
        }
        catch (Exception e) when (Explain(e) is { } sentence)
        {
            await error.WriteLineAsync(sentence).ConfigureAwait(false);
            return
                parsed.CommandResult.Command.Name
                    is MapCommand.Verb
                        or AuditCommand.Verb
                        or ExplainCommand.Verb
                        or BenchCommand.Verb
                ? Unusable
                : Refused;
        }
    }

    private static string Verb(ParseResult parsed)
    {
        var verb = "";
        for (var command = parsed.CommandResult; command?.Parent is CommandResult parent; command = parent)
        {
            verb = $"{command.Command.Name} {verb}";
        }

        return verb;
    }

    /// <summary>What a user can act on; null for a bug, which keeps its stack trace.</summary>
    public static string? Explain(Exception exception) =>
        exception switch
        {
            RingfenceException e => $"{e.Code}: {e.Message}",
            PostgresException e => $"The server refused: {e.MessageText} ({e.SqlState}).",
            NpgsqlException e =>
                $"Cannot reach the server: {e.GetBaseException().Message.TrimEnd('.')}. Check the connection string.",
            OperationCanceledException => "Cancelled. Nothing was changed.",
            IOException or UnauthorizedAccessException => exception.Message,
            _ => null,
        };
}
