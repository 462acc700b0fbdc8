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

/// <summary>Reads a snapshot: a query a kind, however many tables there are.</summary>
internal static class SnapshotReader
{
    private const int OldestVersion = 140_000;
    private const int FirstUnknownVersion = 190_000;
    private const int Attempts = 3;

    private static readonly string[] HiddenSettings = ["session_preload_libraries", "shared_preload_libraries"];

    public static async Task<Snapshot> ReadAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ReadAsync(connection, cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException e) when (attempt < Attempts && IsConcurrentDrop(e))
            {
                // The functions that tell expressions look at the catalog of now, not of the transaction: something was dropped.
            }
            catch (PostgresException e)
            {
                throw SnapshotRefusedException.For(e);
            }
        }
    }

    private static async Task<Snapshot> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection
            .BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken)
            .ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        var readOnly = new NpgsqlCommand("set transaction read only", connection);
        await using var __ = readOnly.ConfigureAwait(false);
        await readOnly.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        if (connection.PostgreSqlVersion.Major * 10_000 < OldestVersion)
        {
            throw new SnapshotRefusedException(
                $"the server is PostgreSQL {connection.PostgreSqlVersion}. Versions from 14 on can be read."
            );
        }

        var session = new SnapshotSession(connection);
        await session.PinAsync(cancellationToken).ConfigureAwait(false);
        return await ReadAsync(session, cancellationToken).ConfigureAwait(false);
    }

    internal static async Task<Snapshot> ReadAsync(SnapshotSession session, CancellationToken cancellationToken)
    {
        var grants = new GrantLookup(await Required(typeof(Grant), GrantLookup.Read).ConfigureAwait(false));
        var uses = new UseLookup(await Required(typeof(Use), UseLookup.Read).ConfigureAwait(false));
        var server = (await Required(typeof(ServerInfo), r => ServerInfo.Read(r, grants)).ConfigureAwait(false))[0];
        var published = await ReadPublishedAsync(session, cancellationToken).ConfigureAwait(false);
        var functions = await Required(typeof(Function), r => Read(r, grants, uses)).ConfigureAwait(false);
        var operators = await Required(typeof(Operator), Operator.Read).ConfigureAwait(false);
        var parts = await ReadPartsAsync(session, grants, uses, cancellationToken).ConfigureAwait(false);
        var tables = await Required(typeof(Table), r => Table.Read(r, parts)).ConfigureAwait(false);
        var bodies = functions.Select(pair => pair.Function);
        var settings = await ReadSettingsAsync(session, tables, bodies, cancellationToken).ConfigureAwait(false);
        var snapshot = new Snapshot
        {
            Server = server,
            Settings = settings,
            Roles = await Required(typeof(Role), Role.Read).ConfigureAwait(false),
            Memberships = await Required(typeof(RoleMembership), RoleMembership.Read).ConfigureAwait(false),
            RoleSettings = await Optional(typeof(RoleSetting), "role settings", RoleSetting.Read).ConfigureAwait(false),
            ParameterGrants = await ReadParameterGrantsAsync(session, server, cancellationToken).ConfigureAwait(false),
            Schemas = await Required(typeof(Schema), r => Schema.Read(r, grants)).ConfigureAwait(false),
            Tables = tables,
            Sequences = await Required(typeof(Sequence), r => Sequence.Read(r, grants)).ConfigureAwait(false),
            Functions = [.. functions.Where(pair => pair.IsWanted).Select(pair => pair.Function)],
            Operators = [.. operators.Where(one => !one.IsSystem || uses.IsUsed(UsedKind.Operator, one.Oid))],
            Languages = await Required(typeof(Language), r => Language.Read(r, grants)).ConfigureAwait(false),
            Extensions = await Required(typeof(Extension), Extension.Read).ConfigureAwait(false),
            EventTriggers = await Optional(typeof(EventTrigger), "event triggers", EventTrigger.Read)
                .ConfigureAwait(false),
            ForeignServers = await Optional(
                    typeof(ForeignServer),
                    "foreign servers",
                    r => ForeignServer.Read(r, grants)
                )
                .ConfigureAwait(false),
            DefaultPrivileges = await Optional(typeof(DefaultPrivilege), "default privileges", DefaultPrivilege.Read)
                .ConfigureAwait(false),
            Publications = await Optional(typeof(Publication), "publications", r => Publication.Read(r, published))
                .ConfigureAwait(false),
            Subscriptions = await Optional(typeof(Subscription), "subscriptions", Subscription.Read)
                .ConfigureAwait(false),
            ReplicationSlots = await Optional(typeof(ReplicationSlot), "replication slots", ReplicationSlot.Read)
                .ConfigureAwait(false),
            LargeObjects = await Optional(typeof(LargeObjects), "large objects", LargeObjects.Read)
                .ConfigureAwait(false),
            Sessions = await Optional(typeof(Session), "sessions", Session.Read).ConfigureAwait(false),
            CronJobs = await ReadCronJobsAsync(session, server, tables, settings, cancellationToken)
                .ConfigureAwait(false),
            Unseen = [],
        };
        MissSettings(session, server, settings);
        return snapshot with { Unseen = session.Unseen };

        Task<ImmutableArray<T>> Required<T>(Type kind, Func<Row, T> read) =>
            session.RequireAsync(kind, kind.Name, read, cancellationToken);

        Task<ImmutableArray<T>> Optional<T>(Type kind, string what, Func<Row, T> read) =>
            session.ReadAsync(kind, kind.Name, what, read, cancellationToken);
    }

    private static async Task<ILookup<uint, PublishedTable>> ReadPublishedAsync(
        SnapshotSession session,
        CancellationToken cancellationToken
    )
    {
        var read = Owned(PublishedTable.Read, "publication");
        var tables = await session
            .ReadAsync(typeof(PublishedTable), nameof(PublishedTable), "published tables", read, cancellationToken)
            .ConfigureAwait(false);
        return tables.ToLookup(pair => pair.Owner, pair => pair.Part);
    }

    private static async Task<TableParts> ReadPartsAsync(
        SnapshotSession session,
        GrantLookup grants,
        UseLookup uses,
        CancellationToken cancellationToken
    )
    {
        return new()
        {
            AllColumns = await Read(typeof(Column), r => Column.Read(r, grants, uses)).ConfigureAwait(false),
            AllConstraints = await Read(typeof(Constraint), Constraint.Read).ConfigureAwait(false),
            AllIndexes = await Read(typeof(TableIndex), TableIndex.Read).ConfigureAwait(false),
            AllPolicies = await Read(typeof(Policy), r => Policy.Read(r, uses)).ConfigureAwait(false),
            AllTriggers = await Read(typeof(Trigger), Trigger.Read).ConfigureAwait(false),
            AllRules = await Read(typeof(RewriteRule), r => RewriteRule.Read(r, uses)).ConfigureAwait(false),
            AllGrants = grants,
            AllUses = uses,
        };

        async Task<ILookup<uint, T>> Read<T>(Type kind, Func<Row, T> read) =>
            (
                await session
                    .RequireAsync(kind, kind.Name, Owned(read, "table_oid"), cancellationToken)
                    .ConfigureAwait(false)
            ).ToLookup(pair => pair.Owner, pair => pair.Part);
    }

    private static Func<Row, (uint Owner, T Part)> Owned<T>(Func<Row, T> read, string owner) =>
        row => (row.Oid(owner), read(row));

    private static (bool IsWanted, Function Function) Read(Row row, GrantLookup grants, UseLookup uses)
    {
        var function = Function.Read(row, grants, uses);
        var isWanted = !function.IsSystem || row.Flag("is_restricted") || uses.IsUsed(UsedKind.Function, function.Oid);
        return (isWanted, function);
    }

    private static async Task<ImmutableArray<ParameterGrant>> ReadParameterGrantsAsync(
        SnapshotSession session,
        ServerInfo server,
        CancellationToken cancellationToken
    )
    {
        const string Query = "ParameterGrant.15";
        return server.Version < 150_000
            ? []
            : await session
                .ReadAsync(
                    typeof(ParameterGrant),
                    Query,
                    "privileges on settings",
                    ParameterGrant.Read,
                    cancellationToken
                )
                .ConfigureAwait(false);
    }

    /// <summary>Those of the server, and those that only the database's own expressions know.</summary>
    private static async Task<ImmutableArray<Setting>> ReadSettingsAsync(
        SnapshotSession session,
        ImmutableArray<Table> tables,
        IEnumerable<Function> functions,
        CancellationToken cancellationToken
    )
    {
        var known = await session
            .ReadAsync(typeof(Setting), nameof(Setting), "settings", Setting.Read, cancellationToken)
            .ConfigureAwait(false);
        var names = PlaceholderSettings.Names(tables, functions);
        return names.IsEmpty
            ? known
            :
            [
                .. known,
                .. await session
                    .ReadAsync(
                        "settings that expressions read",
                        () => session.RequireAsync(PlaceholderSettings.Query, names, Setting.Read, cancellationToken),
                        cancellationToken
                    )
                    .ConfigureAwait(false),
            ];
    }

    /// <summary>pg_cron shows a role its own jobs, by a policy.</summary>
    private static async Task<ImmutableArray<CronJob>> ReadCronJobsAsync(
        SnapshotSession session,
        ServerInfo server,
        ImmutableArray<Table> tables,
        ImmutableArray<Setting> settings,
        CancellationToken cancellationToken
    )
    {
        const string What = "cron jobs";
        if (
            tables.FirstOrDefault(table => table is { Schema: "cron", Name: "job" }) is not { Extension: not null } jobs
        )
        {
            if (CronHome.Elsewhere(settings, server.Database) is { } why)
            {
                session.Miss(What, why);
            }

            return [];
        }

        if (jobs.HasRowSecurity && !server.ReaderIsSuperuser && !server.ReaderBypassesPolicies)
        {
            session.Miss(What, "pg_cron shows a role that policies hold only its own jobs");
        }

        return await session
            .ReadAsync(typeof(CronJob), nameof(CronJob), What, CronJob.Read, cancellationToken)
            .ConfigureAwait(false);
    }

    private static void MissSettings(SnapshotSession session, ServerInfo server, ImmutableArray<Setting> settings)
    {
        foreach (var name in HiddenSettings.Where(name => !settings.Any(setting => setting.Name == name)))
        {
            session.Miss($"setting {name}", "the server shows it to members of pg_read_all_settings only");
        }

        if (server.Version >= FirstUnknownVersion)
        {
            session.Miss($"what is new in PostgreSQL {server.VersionText}", "this version of Ringfence knows 14 to 18");
        }
    }

    private static bool IsConcurrentDrop(PostgresException e) =>
        e.SqlState
            is PostgresErrorCodes.InternalError
                or PostgresErrorCodes.UndefinedTable
                or PostgresErrorCodes.UndefinedObject
                or PostgresErrorCodes.UndefinedFunction;
}
