using System.Data;
using Npgsql;

namespace Ringfence.Npgsql;

/// <summary>What is executed behind a bind: a command or a batch. <see cref="Executions"/> does it.</summary>
internal interface IBound
{
    /// <summary>The connection to execute on.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    TenantConnection Required();

    /// <summary>Whether what is sent begins with a bind that the reset of the session can travel with.</summary>
    bool CanCarryReset(CommandBehavior behavior);

    /// <summary>Asks for the tenant in scope, and makes ready what is sent for it.</summary>
    Execution Begin(CommandBehavior behavior);

    /// <summary>
    /// Like <see cref="Begin"/>, where something is sent ahead of it. A task, since it is smaller than a value
    /// task where it is awaited, which every command's method does.
    /// </summary>
    Task<Execution> BeginAsync(CommandBehavior behavior, CancellationToken cancellationToken);

    /// <summary>A reader was opened on the connection.</summary>
    void Opened(NpgsqlDataReader reader);

    /// <summary>The server has answered; a reader may still read.</summary>
    void Finish(Execution execution);
}
