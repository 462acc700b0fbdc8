using System.Globalization;
using PostgresTests.Contract;
using Ringfence.Catalog;

namespace PostgresTests.Catalog;

public sealed class RoleGraphTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("usage")]
    [InlineData("member")]
    [InlineData("set")]
    public async Task Memberships_lead_where_the_server_says(string privilege)
    {
        Assert.SkipWhen(privilege == "set" && postgres.Server.Major < 16, "Before 16 every member may set role.");
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var s = database.Suffix;
        await database.ExecuteAsync(
            $"""
            create role a_{s}; create role b_{s} noinherit; create role c_{s}; create role d_{s}; create role e_{s};
            grant b_{s} to a_{s}; grant c_{s} to b_{s}; grant d_{s} to c_{s}; grant d_{s} to a_{s}; grant e_{s} to d_{s};
            alter database "{database.Name}" owner to c_{s}
            """
        );
        if (postgres.Server.Major >= 16)
        {
            await database.ExecuteAsync(
                $"grant d_{s} to c_{s} with inherit false; grant e_{s} to d_{s} with set false; grant c_{s} to b_{s} with inherit true"
            );
        }

        var graph = new CatalogGraph(await Snapshot.ReadAsync(database.Superuser, Cancellation));
        var names = "abcde".Select(name => $"{name}_{s}").Append("pg_database_owner").ToList();

        foreach (var role in names.SkipLast(1).Select(name => graph.Roles.Find(name)!))
        {
            var reached = privilege switch
            {
                "usage" => graph.Roles.PrivilegesOf(role),
                "set" => graph.Roles.SettableBy(role),
                _ => graph.Roles.MembershipsOf(role),
            };
            var ours = names.Where(name => reached.Contains(graph.Roles.Find(name)!.Oid)).Order(StringComparer.Ordinal);
            var theirs = await database.TextAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    select string_agg(r.rolname, ' ' order by r.rolname collate "C") from pg_roles as r
                    where pg_has_role({role.Oid}::oid, r.oid, '{privilege}')
                        and r.rolname = any (array['{string.Join("','", names)}'])
                    """
                )
            );
            Assert.Equal(theirs, string.Join(' ', ours));
        }
    }
}
