using System.Collections.Immutable;
using Ringfence.Catalog;
using Ringfence.Catalog.Server;
using Ringfence.Catalog.Tables;

namespace UnitTests.Catalog;

/// <summary>Snapshots made by hand, of a few tables.</summary>
internal static class Catalogs
{
    public static Snapshot Of(params Table[] tables) =>
        new()
        {
            Server = new ServerInfo
            {
                Version = 180_004,
                VersionText = "18.4",
                IsStandby = false,
                ReadAt = DateTimeOffset.UnixEpoch,
                DatabaseOid = 5,
                Database = "shop",
                DatabaseOwner = 10,
                DatabaseGrants = [],
                Encoding = "UTF8",
                Collation = "C",
                CharacterType = "C",
                ReaderOid = 10,
                Reader = "postgres",
                ReaderIsSuperuser = true,
                ReaderBypassesPolicies = true,
                ReaderSeesSettings = true,
                ExtendedStatisticsAreHidden = true,
            },
            Settings = [],
            Roles = [],
            Memberships = [],
            RoleSettings = [],
            ParameterGrants = [],
            Schemas = [],
            Tables = [.. tables],
            Sequences = [],
            Functions = [],
            Operators = [],
            Languages = [],
            Extensions = [],
            EventTriggers = [],
            ForeignServers = [],
            DefaultPrivileges = [],
            Publications = [],
            Subscriptions = [],
            ReplicationSlots = [],
            LargeObjects = [],
            Sessions = [],
            CronJobs = [],
            Unseen = [],
        };

    /// <summary>A table of columns such as <c>id uuid</c>; its first is the primary key.</summary>
    public static Table Table(uint oid, string name, params string[] columns) =>
        new()
        {
            Oid = oid,
            Schema = "public",
            Name = name,
            Kind = TableKind.Ordinary,
            Owner = 10,
            IsUnlogged = false,
            HasRowSecurity = false,
            ForcesRowSecurity = false,
            IsPartition = false,
            Parents = [],
            Options = [],
            ReplicaIdentity = ReplicaIdentity.Default,
            EstimatedRows = -1,
            Columns = [.. columns.Select((column, place) => Column(place + 1, column))],
            Constraints = [Constraint(oid * 100, "primary", ConstraintKind.PrimaryKey, [1])],
            Indexes = [],
            Policies = [],
            Triggers = [],
            Rules = [],
            Grants = [],
            Uses = [],
        };

    /// <summary>The table with a foreign key from one column to the first of another table.</summary>
    public static Table Referring(this Table table, string column, uint target) =>
        table with
        {
            Constraints = table.Constraints.Add(
                Constraint(
                    (table.Oid * 100) + (uint)table.Constraints.Length,
                    $"{column}_key",
                    ConstraintKind.ForeignKey,
                    [table.FindColumn(column)!.Number]
                ) with
                {
                    ReferencedTable = target,
                    ReferencedColumns = [1],
                }
            ),
        };

    private static Column Column(int number, string text)
    {
        var words = text.Split(' ');
        return new()
        {
            Number = number,
            Name = words[0],
            Type = words[1],
            IsNotNull = !text.EndsWith(" null", StringComparison.Ordinal),
            Identity = ColumnIdentity.None,
            Generated = ColumnGeneration.None,
            IsDeterministic = true,
            IsInherited = false,
            Grants = [],
            DefaultUses = [],
        };
    }

    private static Constraint Constraint(uint oid, string name, ConstraintKind kind, ImmutableArray<int> columns) =>
        new()
        {
            Oid = oid,
            Name = name,
            Kind = kind,
            Columns = columns,
            ReferencedColumns = [],
            OnDelete = KeyAction.NoAction,
            OnUpdate = KeyAction.NoAction,
            OnDeleteColumns = [],
            MatchesFull = false,
            IsValidated = true,
            IsDeferrable = false,
            IsEnforced = true,
            IsInherited = false,
            Definition = "",
        };
}
