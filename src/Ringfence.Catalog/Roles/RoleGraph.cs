using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using Ringfence.Catalog.Privileges;

namespace Ringfence.Catalog.Roles;

/// <summary>Roles with their memberships followed, as <c>pg_has_role</c> does.</summary>
internal sealed class RoleGraph
{
    private const string DatabaseOwner = "pg_database_owner";

    private readonly FrozenDictionary<uint, Role> _roles;
    private readonly FrozenDictionary<string, Role> _names;
    private readonly ILookup<uint, RoleMembership> _memberships;
    private readonly ConcurrentDictionary<(uint Role, Way Way), ImmutableHashSet<uint>> _reached = [];

    public RoleGraph(Snapshot snapshot)
    {
        _roles = snapshot.Roles.ToFrozenDictionary(role => role.Oid);
        _names = snapshot.Roles.ToFrozenDictionary(role => role.Name, StringComparer.Ordinal);
        _memberships = snapshot.Memberships.Concat(ImpliedMembership(snapshot)).ToLookup(one => one.Member);
    }

    public Role? Find(uint oid) => _roles.GetValueOrDefault(oid);

    public Role? Find(string name) => _names.GetValueOrDefault(name);

    /// <summary>
    /// The roles whose privileges it has without <c>set role</c>, itself included: <c>pg_has_role(…, 'usage')</c>. A superuser
    /// has everybody's.
    /// </summary>
    public ImmutableHashSet<uint> PrivilegesOf(Role role) => Reach(role, Way.Inherits);

    /// <summary>
    /// The roles that it may become by <c>set role</c>, itself included: <c>pg_has_role(…, 'set')</c>. A superuser may become
    /// anybody.
    /// </summary>
    public ImmutableHashSet<uint> SettableBy(Role role) => Reach(role, Way.Sets);

    /// <summary>All that it is a member of by whatever way, itself included: <c>pg_has_role(…, 'member')</c>.</summary>
    public ImmutableHashSet<uint> MembershipsOf(Role role) => Reach(role, Way.Any);

    /// <summary>
    /// What the role may do by these grants: those to itself, to public, and to the roles whose privileges it has. Neither
    /// ownership nor being a superuser counts in here.
    /// </summary>
    public PrivilegeSet Granted(Role role, ImmutableArray<Grant> grants)
    {
        var holders = PrivilegesOf(role);
        return grants
            .Where(grant => grant.Grantee == 0 || holders.Contains(grant.Grantee))
            .Aggregate(PrivilegeSet.None, (all, grant) => all | grant.Privileges);
    }

    /// <summary>Asked for every policy of every table, and the same each time.</summary>
    private ImmutableHashSet<uint> Reach(Role role, Way way) =>
        _reached.GetOrAdd(
            (role.Oid, way),
            static (key, known) => known.Graph.Follow(known.Role, key.Way),
            (Graph: this, Role: role)
        );

    private ImmutableHashSet<uint> Follow(Role role, Way way)
    {
        if (role.IsSuperuser)
        {
            return [.. _roles.Keys];
        }

        var reached = ImmutableHashSet.CreateBuilder<uint>();
        reached.Add(role.Oid);
        var waiting = new Queue<uint>(reached);
        while (waiting.TryDequeue(out var member))
        {
            foreach (var one in _memberships[member].Where(one => Leads(one, way)).Where(one => reached.Add(one.Role)))
            {
                waiting.Enqueue(one.Role);
            }
        }

        return reached.ToImmutable();
    }

    private static bool Leads(RoleMembership one, Way way) =>
        way switch
        {
            Way.Inherits => one.Inherits,
            Way.Sets => one.CanSet,
            _ => true,
        };

    /// <summary>The database's owner is a member of <c>pg_database_owner</c>, and no catalog says so.</summary>
    private static IEnumerable<RoleMembership> ImpliedMembership(Snapshot snapshot) =>
        snapshot
            .Roles.Where(role => role.Name == DatabaseOwner)
            .Select(role => new RoleMembership
            {
                Role = role.Oid,
                Member = snapshot.Server.DatabaseOwner,
                Grantor = snapshot.Server.DatabaseOwner,
                IsAdmin = false,
                Inherits = true,
                CanSet = true,
            });

    private enum Way
    {
        Inherits,
        Sets,
        Any,
    }
}
