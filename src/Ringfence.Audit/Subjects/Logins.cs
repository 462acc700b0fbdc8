using System.Collections.Immutable;
using Ringfence.Catalog;
using Ringfence.Catalog.Manifests;
using Ringfence.Catalog.Maps;
using Ringfence.Catalog.Privileges;
using Ringfence.Catalog.Roles;

namespace Ringfence.Audit.Subjects;

/// <summary>Which roles services log in as.</summary>
internal static class Logins
{
    /// <summary>
    /// Those that are named, by the caller or by the manifest; else those of the contract's policies; else every
    /// login that is held by policies and owns a table or was granted one, itself or as a role that it may become; and where
    /// there is none such, those that go past policies and own one or were granted one.
    /// </summary>
    /// <param name="graph">The catalog.</param>
    /// <param name="map">Whose rows the tables hold.</param>
    /// <param name="manifest">What the team says.</param>
    /// <param name="named">Those that the caller names; they win.</param>
    /// <param name="missing">The names of which there is no role.</param>
    /// <param name="pastPolicies">Whether nothing but logins that go past policies was left to guess.</param>
    public static ImmutableArray<Role> Find(
        CatalogGraph graph,
        TenancyMap map,
        Manifest manifest,
        IReadOnlyCollection<string> named,
        out ImmutableArray<string> missing,
        out bool pastPolicies
    )
    {
        IReadOnlyCollection<string> said = named.Count > 0 ? named : manifest.Roles.Application;
        missing = [.. said.Where(name => graph.Roles.Find(name) is null)];
        ImmutableArray<Role> found = [.. said.Select(graph.Roles.Find).OfType<Role>()];
        pastPolicies = false;
        if (said.Count > 0)
        {
            return found;
        }

        var ofContract = OfContract(graph);
        if (!ofContract.IsEmpty)
        {
            return ofContract;
        }

        var bound = Guess(graph, map, manifest, login => !login.IsSuperuser && !login.BypassesPolicies);
        pastPolicies = bound.IsEmpty;
        return pastPolicies ? Guess(graph, map, manifest, login => login.IsSuperuser || login.BypassesPolicies) : bound;
    }

    private static ImmutableArray<Role> OfContract(CatalogGraph graph)
    {
        var getter = graph
            .Snapshot.Functions.Where(function => function is { Schema: "ringfence", Name: "tenant" })
            .Select(function => function.Oid)
            .ToHashSet();
        return
        [
            .. graph
                .Snapshot.Tables.SelectMany(table => table.Policies)
                .Where(policy => policy.Name == "ringfence_tenant")
                .Where(policy => policy.Uses.Any(use => getter.Contains(use.Oid)))
                .SelectMany(policy => policy.Roles)
                .Distinct()
                .Order()
                .Select(oid => graph.Roles.Find(oid))
                .OfType<Role>(),
        ];
    }

    private static ImmutableArray<Role> Guess(
        CatalogGraph graph,
        TenancyMap map,
        Manifest manifest,
        Func<Role, bool> isOne
    )
    {
        var tables = map
            .Tables.Where(table => table.Class != TableClass.Shared)
            .Select(table => graph.FindTable(table.Oid)!)
            .ToList();
        var others = manifest.Roles.Admin.Concat(manifest.Roles.Owner).Concat(manifest.Roles.Migration).ToHashSet();
        return
        [
            .. graph
                .Snapshot.Roles.Where(role => role.CanLogin && isOne(role) && !others.Contains(role.Name))
                .Where(role =>
                {
                    // A superuser has everybody's privileges, which says nothing of what it is for.
                    var holders = role.IsSuperuser ? [role.Oid] : graph.Roles.PrivilegesOf(role);
                    // One that may become the owner makes the tables, mostly, and does not serve them.
                    var grantees = role.IsSuperuser ? holders : holders.Union(Becomes(graph, role));
                    return tables.Exists(table =>
                        holders.Contains(table.Owner)
                        || table.Grants.Any(grant =>
                            grantees.Contains(grant.Grantee)
                            && grant.Privileges != PrivilegeSet.None
                            && (grant.Grantee != table.Owner || holders.Contains(table.Owner))
                        )
                    );
                }),
        ];
    }

    /// <summary>Whose grants it has by <c>set role</c>; a superuser that it may become has everybody's, as its own.</summary>
    private static IEnumerable<uint> Becomes(CatalogGraph graph, Role login) =>
        graph
            .Roles.SettableBy(login)
            .Select(oid => graph.Roles.Find(oid))
            .OfType<Role>()
            .SelectMany(role => role.IsSuperuser ? [role.Oid] : graph.Roles.PrivilegesOf(role));
}
