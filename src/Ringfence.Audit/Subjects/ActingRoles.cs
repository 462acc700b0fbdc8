using System.Collections.Immutable;
using Ringfence.Catalog;
using Ringfence.Catalog.Privileges;
using Ringfence.Catalog.Roles;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Subjects;

/// <summary>
/// Whom the application can act as: its logins, all roles that those are members of in whatever way, and public. A role
/// that it may only make itself a member of is one of them: nothing but a statement is missing.
/// </summary>
internal sealed class ActingRoles
{
    /// <summary>The grantee of what is granted to everybody.</summary>
    public const uint Public = 0;

    private readonly RoleGraph _graph;
    private readonly ImmutableHashSet<uint> _acting;

    public ActingRoles(CatalogGraph graph, ImmutableArray<Role> logins)
    {
        _graph = graph.Roles;
        Logins = logins;
        _acting = [.. logins.SelectMany(Reach)];
    }

    /// <summary>The roles that services log in as.</summary>
    public ImmutableArray<Role> Logins { get; }

    /// <summary>Each role that a login can act as, but for itself, with the login.</summary>
    public IEnumerable<(Role Login, Role Role)> Reached =>
        Logins.SelectMany(login =>
            Reach(login)
                .Where(oid => oid != login.Oid)
                .Select(oid => _graph.Find(oid))
                .OfType<Role>()
                .Select(role => (login, role))
        );

    /// <summary>
    /// The logins, and whatever role they may become, for which other policies hold. What a login inherits and may not
    /// become is a part of itself.
    /// </summary>
    public IEnumerable<Role> Sessions =>
        Logins
            .Concat(
                Reached
                    .Where(pair =>
                        _graph.SettableBy(pair.Login).Contains(pair.Role.Oid)
                        || !_graph.PrivilegesOf(pair.Login).Contains(pair.Role.Oid)
                    )
                    .Select(pair => pair.Role)
            )
            .DistinctBy(role => role.Oid);

    /// <summary>
    /// The logins, and of the roles that they may become those that policies hold for at all: a superuser is a member of
    /// every role, and no policy is its own for that.
    /// </summary>
    public IEnumerable<Role> BoundSessions =>
        Logins.Concat(Sessions.Where(role => !role.IsSuperuser && !role.BypassesPolicies)).DistinctBy(role => role.Oid);

    public bool Has(uint role) => role == Public || _acting.Contains(role);

    /// <summary>The name to write in SQL.</summary>
    public string Name(uint oid) =>
        oid == Public ? "public"
        : _graph.Find(oid) is { } role ? QualifiedName.Quote(role.Name)
        : $"role {oid}";

    public Role? Find(uint oid) => _graph.Find(oid);

    /// <summary>What the grants give to any of them.</summary>
    public PrivilegeSet Of(IEnumerable<Grant> grants) =>
        grants.Where(grant => Has(grant.Grantee)).Aggregate(PrivilegeSet.None, (all, grant) => all | grant.Privileges);

    /// <summary>Who of them has one of the privileges by a grant; the owner's own do not count.</summary>
    public ImmutableArray<uint> Grantees(IEnumerable<Grant> grants, PrivilegeSet privileges, uint owner) =>
        [
            .. grants
                .Where(grant =>
                    Has(grant.Grantee) && grant.Grantee != owner && (grant.Privileges & privileges) != PrivilegeSet.None
                )
                .Select(grant => grant.Grantee)
                .Distinct()
                .Order(),
        ];

    /// <summary>Whether policies on a table do not hold for the role.</summary>
    public bool Bypasses(Role role, Table table) =>
        role.IsSuperuser
        || role.BypassesPolicies
        || (!table.ForcesRowSecurity && _graph.PrivilegesOf(role).Contains(table.Owner));

    /// <summary>Whether policies on a table do not hold for the role.</summary>
    public bool Bypasses(uint role, Table table) => Find(role) is { } known && Bypasses(known, table);

    /// <summary>A superuser is told of once, as that; it would be a member of everything.</summary>
    private IEnumerable<uint> Reach(Role login) => login.IsSuperuser ? [login.Oid] : _graph.MembershipsOf(login);
}
