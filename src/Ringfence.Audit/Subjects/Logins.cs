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
    /// login that is held by policies and was granted a table, or owns one; and where there is none such, those of
    /// which the same is so and that go past policies.
    /// </summary>
    /// <param name="graph">The catalog.</param>
    /// <param name="map">Whose rows the tables hold.</param>
    /// <param name="manifest">What the team says.</param>
    /// <param name="named">Those that the caller names; they win.</param>
    /// <param name="missing">The names of which there is no role.</param>
    public static ImmutableArray<Role> Find(
        CatalogGraph graph,
        TenancyMap map,
        Manifest manifest,
        IReadOnlyCollection<string> named,
        out ImmutableArray<string> missing
    )
    {
        IReadOnlyCollection<string> said = named.Count > 0 ? named : manifest.Roles.Application;
        missing = [.. said.Where(name => graph.Roles.Find(name) is null)];
        ImmutableArray<Role> found = [.. said.Select(graph.Roles.Find).OfType<Role>()];
        if (said.Count > 0)
        {
            return found;
        }

        var ofContract = OfContract(graph);
        return !ofContract.IsEmpty ? ofContract
            : Guess(graph, map, manifest, login => !login.IsSuperuser && !login.BypassesPolicies)
                is { IsEmpty: false } bound
                ? bound
            : Guess(graph, map, manifest, login => login.IsSuperuser || login.BypassesPolicies);
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
                    return tables.Exists(table =>
                        holders.Contains(table.Owner)
                        || table.Grants.Any(grant =>
                            holders.Contains(grant.Grantee) && grant.Privileges != PrivilegeSet.None
                        )
                    );
                }),
        ];
    }
}
