using System.Collections.Frozen;
using System.Collections.Immutable;
using Ringfence.Audit.Data;
using Ringfence.Audit.Definers;
using Ringfence.Audit.Predicates;
using Ringfence.Audit.Rules.Roles;
using Ringfence.Catalog;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Manifests;
using Ringfence.Catalog.Maps;
using Ringfence.Catalog.Privileges;
using Ringfence.Catalog.Roles;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Subjects;

/// <summary>What rules look at: a snapshot, whose rows its tables hold, and whom the application can act as.</summary>
internal sealed class AuditSubject
{
    private const PrivilegeSet OnRows =
        PrivilegeSet.Select
        | PrivilegeSet.Insert
        | PrivilegeSet.Update
        | PrivilegeSet.Delete
        | PrivilegeSet.Truncate
        | PrivilegeSet.References
        | PrivilegeSet.Trigger
        | PrivilegeSet.Maintain;

    private readonly FrozenDictionary<uint, TenantTable> _byOid;
    private readonly FrozenSet<string> _openSchemas;
    private readonly ImmutableArray<Role> _sessions;
    private readonly Lazy<ImmutableArray<PolicyJudgement>> _judged;
    private readonly Lazy<ImmutableArray<PolicyJudgement>> _leaks;
    private readonly Lazy<ImmutableArray<PolicyKey>> _keys;
    private readonly Lazy<ImmutableArray<string>> _settings;
    private readonly Lazy<ImmutableArray<DefinerRead>> _definers;
    private readonly Lazy<ServiceKeys> _serviceKeys;

    /// <param name="graph">The catalog.</param>
    /// <param name="map">Whose rows the tables hold.</param>
    /// <param name="logins">The roles that services log in as.</param>
    /// <param name="today">The day, in UTC.</param>
    public AuditSubject(CatalogGraph graph, TenancyMap map, ImmutableArray<Role> logins, DateOnly today)
    {
        Graph = graph;
        _judged = new(() => [.. PolicyJudgements.Find(this)]);
        _leaks = new(() => [.. Judged.Where(judged => judged.Judgement.Verdict != Verdict.Implies)]);
        _keys = new(() => [.. Subjects.PolicyKeys.Find(this)]);
        _settings = new(() => [.. Subjects.PolicyKeys.Settings(this)]);
        _definers = new(() => [.. Definers.DefinerReads.Find(this)]);
        _serviceKeys = new(() => new(this));
        Owners = new(this);
        Map = map;
        Roles = new(graph, logins);
        _sessions = [.. Roles.BoundSessions];
        Today = today;
        Tables =
        [
            .. map
                .Tables.Where(table => table.Class is TableClass.Root or TableClass.Tenant or TableClass.Reached)
                .Select(mapped => (Mapped: mapped, Table: graph.FindTable(mapped.Oid)))
                .Where(pair => pair.Table is not null)
                .Select(pair => new TenantTable(
                    pair.Table!,
                    pair.Table!.Columns.FirstOrDefault(column => column.Name == pair.Mapped.Column),
                    pair.Mapped.Class == TableClass.Root
                )),
        ];
        Unclassified = [.. map.Unclassified.Select(table => graph.FindTable(table.Oid)).OfType<Table>()];
        _byOid = Tables.ToFrozenDictionary(table => table.Oid);
        _openSchemas = Snapshot
            .Schemas.Where(schema => Roles.Has(schema.Owner) || Roles.Of(schema.Grants).HasFlag(PrivilegeSet.Usage))
            .Select(schema => schema.Name)
            .ToFrozenSet(StringComparer.Ordinal);
    }

    public CatalogGraph Graph { get; }

    public Snapshot Snapshot => Graph.Snapshot;

    public TenancyMap Map { get; }

    public ActingRoles Roles { get; }

    /// <summary>What becomes of policies where services have something run as another role.</summary>
    public OwnerReach Owners { get; }

    public ServiceKeys ServiceKeys => _serviceKeys.Value;

    /// <summary>The tables whose rows belong to tenants, the list of tenants and partitions among them.</summary>
    public ImmutableArray<TenantTable> Tables { get; }

    /// <summary>The tables of which nobody says whose rows they hold.</summary>
    public ImmutableArray<Table> Unclassified { get; }

    public DateOnly Today { get; }

    /// <summary>What policies let services do with tenant tables, by role and command.</summary>
    public ImmutableArray<PolicyJudgement> Judged => _judged.Value;

    /// <summary>Where policies do not keep services to the bound tenant, or where that cannot be told.</summary>
    public ImmutableArray<PolicyJudgement> Leaks => _leaks.Value;

    /// <summary>What the policies of services bind rows to, where they bind them.</summary>
    public ImmutableArray<PolicyKey> PolicyKeys => _keys.Value;

    /// <summary>The settings that policies of services hold columns to, and members of them, by the names of their keys.</summary>
    public ImmutableArray<string> BindingSettings => _settings.Value;

    /// <summary>The definer functions in the services' reach that name tenant tables past their policies.</summary>
    public ImmutableArray<DefinerRead> DefinerReads => _definers.Value;

    /// <summary>What the team says of its database.</summary>
    public Manifest Manifest { get; init; } = Manifest.Empty;

    /// <summary>Keys whose rows were counted; empty where no rows were read.</summary>
    public ImmutableArray<CrossingCount> Crossings { get; init; } = [];

    /// <summary>What the run tells of; all that there is, unless said.</summary>
    public ToldFindings Told { get; init; } = new(RuleSet.All, [], DateOnly.MaxValue);

    /// <summary>
    /// Whether a finding of another rule, if there is one, is told of, so that it need not be said again in other words.
    /// </summary>
    public bool Tells<TRule>(AuditObject @object)
        where TRule : Rule => Told.Tells(RuleSet.Of<TRule>(), @object);

    public TenantTable? Find(uint oid) => _byOid.GetValueOrDefault(oid);

    /// <summary>
    /// Whether services can act as an owner: one who is a superuser counts where no other rule tells that they can be that.
    /// </summary>
    public bool IsOwned(uint owner) =>
        Roles.Has(owner) && !(Roles.Find(owner) is { IsSuperuser: true } superuser && IsTold(superuser));

    private bool IsTold(Role superuser) =>
        Roles.Logins.Any(login => login.Oid == superuser.Oid && Tells<ApplicationIsSuperuser>(login.Named()))
        || Roles.Reached.Any(pair => pair.Role.Oid == superuser.Oid && Tells<BypassInReach>(pair.Login.Named()));

    /// <summary>What the application may do with a relation, or a column of it, by grants or as its owner.</summary>
    public PrivilegeSet On(Table table) =>
        !_openSchemas.Contains(table.Schema) ? PrivilegeSet.None
        : Roles.Has(table.Owner) ? OnRows
        : Roles.Of(table.Grants) | Roles.Of(table.Columns.SelectMany(column => column.Grants));

    public bool Can(Table table, PrivilegeSet anyOf) => (On(table) & anyOf) != PrivilegeSet.None;

    /// <summary>Whether a role may, as it is, without becoming another.</summary>
    public bool Can(Table table, Role role, PrivilegeSet privilege) =>
        Can(table, privilege)
        && (
            Graph.Roles.PrivilegesOf(role).Contains(table.Owner)
            || Graph
                .Roles.Granted(role, [.. table.Grants, .. table.Columns.SelectMany(column => column.Grants)])
                .HasFlag(privilege)
        );

    public bool Reaches(Table table) =>
        Can(table, PrivilegeSet.Select | PrivilegeSet.Insert | PrivilegeSet.Update | PrivilegeSet.Delete);

    public bool Writes(Table table) => Can(table, PrivilegeSet.Insert | PrivilegeSet.Update | PrivilegeSet.Delete);

    public bool Executes(Function function) =>
        (_openSchemas.Contains(function.Schema) || function.IsSystem)
        && (Roles.Has(function.Owner) || Roles.Of(function.Grants).HasFlag(PrivilegeSet.Execute));

    /// <summary>Whether the policy is one of those that hold for a login of the application, or for a role it may become.</summary>
    public bool Applies(Policy policy) =>
        policy.Roles.Contains(ActingRoles.Public) || _sessions.Any(role => Applies(policy, role));

    /// <summary>Whether the policy is one of those that hold for a role as it is.</summary>
    public bool Applies(Policy policy, Role role) =>
        policy.Roles.Contains(ActingRoles.Public) || Graph.Roles.PrivilegesOf(role).Overlaps(policy.Roles);

    /// <summary>The schemas in which the application can make functions and tables, temporary ones aside.</summary>
    public IEnumerable<Ringfence.Catalog.Schemas.Schema> CreatableSchemas =>
        Snapshot.Schemas.Where(schema =>
            Roles.Has(schema.Owner) || Roles.Of(schema.Grants).HasFlag(PrivilegeSet.Create)
        );

    public bool MakesTemporaryTables =>
        Roles.Has(Snapshot.Server.DatabaseOwner)
        || Roles.Of(Snapshot.Server.DatabaseGrants).HasFlag(PrivilegeSet.Temporary);
}
