using Ringfence.Cli;

return await CommandRunner.RunAsync(CommandRunner.Root(), args, Console.Out, Console.Error).ConfigureAwait(false);
