using System.CommandLine;
using Ringfence.Cli;

var root = new RootCommand("Ringfence: tenant isolation for shared PostgreSQL databases.")
{
    InitCommand.Create(),
    ProtectCommand.Create(),
    KeyCommand.Create(),
    TokenCommand.Create(),
};
return await CommandRunner.RunAsync(root, args, Console.Out, Console.Error).ConfigureAwait(false);
