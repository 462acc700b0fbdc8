using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Ringfence.EntityFrameworkCore.Binding;

/// <summary>A command that failed: before it was sent, or at the server.</summary>
/// <param name="Command">The command.</param>
/// <param name="Connection">Where it was to run.</param>
/// <param name="Context">Whose it is; null for none.</param>
/// <param name="Source">What made it.</param>
/// <param name="Method">How it was executed.</param>
/// <param name="Exception">What happened.</param>
internal sealed record FailedCommand(
    DbCommand Command,
    DbConnection Connection,
    DbContext? Context,
    CommandSource Source,
    DbCommandMethod Method,
    Exception Exception
)
{
    public static FailedCommand Of(DbCommand command, CommandErrorEventData eventData) =>
        new(
            command,
            eventData.Connection,
            eventData.Context,
            eventData.CommandSource,
            eventData.ExecuteMethod,
            eventData.Exception
        );
}
