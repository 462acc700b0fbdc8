using System.Collections.Immutable;
using Npgsql;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Privileges;
using Ringfence.Catalog.Replication;
using Ringfence.Catalog.Roles;
using Ringfence.Catalog.Schemas;
using Ringfence.Catalog.Server;
using Ringfence.Catalog.Tables;

namespace Ringfence.Catalog;

/// <summary>
/// A database's catalog as one transaction saw it. Things refer to each other by oid; <c>CatalogGraph</c> finds them.
/// It holds no row of a table, but the text of functions, views and settings.
/// </summary>
internal sealed record Snapshot
{
    public required ServerInfo Server { get; init; }
    public required ImmutableArray<Setting> Settings { get; init; }
    public required ImmutableArray<Role> Roles { get; init; }
    public required ImmutableArray<RoleMembership> Memberships { get; init; }
    public required ImmutableArray<RoleSetting> RoleSettings { get; init; }
    public required ImmutableArray<ParameterGrant> ParameterGrants { get; init; }
    public required ImmutableArray<Schema> Schemas { get; init; }
    public required ImmutableArray<Table> Tables { get; init; }
    public required ImmutableArray<Sequence> Sequences { get; init; }
    public required ImmutableArray<Function> Functions { get; init; }
    public required ImmutableArray<Operator> Operators { get; init; }
    public required ImmutableArray<Language> Languages { get; init; }
    public required ImmutableArray<Extension> Extensions { get; init; }
    public required ImmutableArray<EventTrigger> EventTriggers { get; init; }
    public required ImmutableArray<ForeignServer> ForeignServers { get; init; }
    public required ImmutableArray<DefaultPrivilege> DefaultPrivileges { get; init; }
    public required ImmutableArray<Publication> Publications { get; init; }
    public required ImmutableArray<Subscription> Subscriptions { get; init; }
    public required ImmutableArray<ReplicationSlot> ReplicationSlots { get; init; }
    public required ImmutableArray<LargeObjects> LargeObjects { get; init; }
    public required ImmutableArray<Session> Sessions { get; init; }
    public required ImmutableArray<CronJob> CronJobs { get; init; }

    /// <summary>What the reader could not see. A rule that needs it is undecided.</summary>
    public required ImmutableArray<Unseen> Unseen { get; init; }

    /// <summary>Reads the catalog in one repeatable-read, read-only transaction on a connection of its own.</summary>
    /// <exception cref="SnapshotRefusedException">It cannot be read.</exception>
    public static Task<Snapshot> ReadAsync(NpgsqlDataSource source, CancellationToken cancellationToken) =>
        SnapshotReader.ReadAsync(source, cancellationToken);

    /// <summary>Writes it to a file that only the user reads, in place of one that is there.</summary>
    public Task SaveAsync(string path, CancellationToken cancellationToken) =>
        SnapshotFile.SaveAsync(this, path, cancellationToken);

    /// <summary>Writes it to a stream, as UTF-8.</summary>
    public Task SaveAsync(Stream stream, CancellationToken cancellationToken) =>
        SnapshotFile.SaveAsync(this, stream, cancellationToken);

    /// <summary>Reads what <see cref="SaveAsync(string, CancellationToken)"/> wrote.</summary>
    /// <exception cref="SnapshotInvalidException">The file is no snapshot, or a broken one.</exception>
    /// <exception cref="SnapshotNewerException">A newer version wrote it.</exception>
    public static Task<Snapshot> LoadAsync(string path, CancellationToken cancellationToken) =>
        SnapshotFile.LoadAsync(path, cancellationToken);

    /// <summary>Reads it from a stream.</summary>
    /// <exception cref="SnapshotInvalidException">It is no snapshot, or a broken one.</exception>
    /// <exception cref="SnapshotNewerException">A newer version wrote it.</exception>
    public static Task<Snapshot> LoadAsync(Stream stream, CancellationToken cancellationToken) =>
        SnapshotFile.LoadAsync(stream, cancellationToken);
}
