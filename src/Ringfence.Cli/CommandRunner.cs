using System.CommandLine;
using Npgsql;

namespace Ringfence.Cli;

/// <summary>Runs the command line: what a user can act on is a sentence on standard error, never a stack trace.</summary>
internal static class CommandRunner
{
    /// <summary>Exit codes: 0 done, 1 refused or failed, 2 unusable arguments.</summary>
    public static async Task<int> RunAsync(RootCommand root, string[] args, TextWriter output, TextWriter error)
    {
        var parsed = root.Parse(args);
        var invocation = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
        };
        try
        {
            var result = await parsed.InvokeAsync(invocation).ConfigureAwait(false);
            return parsed.Errors.Count > 0 ? 2 : result;
        }
        catch (RingfenceException e)
        {
            await error.WriteLineAsync($"{e.Code}: {e.Message}").ConfigureAwait(false);
        }
        catch (PostgresException e)
        {
            await error.WriteLineAsync($"The server refused: {e.MessageText} ({e.SqlState})").ConfigureAwait(false);
        }
        catch (NpgsqlException e)
        {
            await error
                .WriteLineAsync($"Cannot reach the server: {e.GetBaseException().Message}. Check --admin.")
                .ConfigureAwait(false);
        }
        catch (ArgumentException e)
        {
            await error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return 2;
        }
        catch (IOException e)
        {
            await error.WriteLineAsync(e.Message).ConfigureAwait(false);
        }
        catch (UnauthorizedAccessException e)
        {
            await error.WriteLineAsync(e.Message).ConfigureAwait(false);
        }

        return 1;
    }
}
