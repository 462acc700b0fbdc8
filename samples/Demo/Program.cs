using System.Runtime.InteropServices;
using System.Text;
using Demo;
using Demo.Screens;
using Ringfence.Testing;
using Spectre.Console;

if (args is not ([] or ["--once"]))
{
    await Console.Error.WriteLineAsync("Usage: ./demo [--once]. With --once it ends after the walk: 0 if all held.");
    return 2;
}

using var interrupted = new CancellationTokenSource();
PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];
var registrations = signals.Select(signal => PosixSignalRegistration.Create(signal, Interrupt)).ToArray();
Console.OutputEncoding = Encoding.UTF8;
IScreen screen = Console.IsOutputRedirected ? new PlainScreen(Console.Out) : new TerminalScreen(AnsiConsole.Console);
try
{
    return await DemoRun.RunAsync(screen, once: args.Length == 1, interrupted.Token) ? 0 : 1;
}
catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
{
    return 130; // Interrupted before the walk was over, as a shell would say it.
}
catch (Exception e) when (e is PostgresUnavailableException or PostgresStartException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
finally
{
    Array.ForEach(registrations, registration => registration.Dispose());
}

void Interrupt(PosixSignalContext context)
{
    context.Cancel = true;
    interrupted.Cancel();
}
