using System.Globalization;
using Demo.Services;
using Demo.Walk;

namespace Demo.Chapters;

/// <summary>Looks behind the scenes, as a superuser, whether blue's rows are what they were.</summary>
internal static class BlueRows
{
    private const string OfCatalogue = """
        select md5(string_agg(r.line, '|' order by r.line)) || ' over ' || count(*) || ' rows'
        from (
            select a.name || a.host as line, a.tenant_id from apis as a
            union all select v.label || v.api_id, v.tenant_id from api_versions as v
            union all select o.path || o.method || o.version_id, o.tenant_id from api_operations as o
        ) as r
        where r.tenant_id = '22222222-2222-4222-8222-222222222222'
        """;

    private const string OfStaff = """
        select md5(string_agg(e.name || e.email || e.salary, '|' order by e.id)) || ' over ' || count(*) || ' rows'
        from employees as e
        where e.tenant_id = 2
        """;

    /// <summary>A step that compares them with what they were when the stage was set.</summary>
    public static Step Untouched(Stage stage, RunningService service) =>
        new(
            "blue's rows afterwards",
            "(a superuser compares the digests of all of them)",
            Expectation.Says("unchanged"),
            async cancellationToken =>
            {
                var now = await DigestAsync(service, cancellationToken);
                return new() { Text = now == stage.BlueBefore[service] ? "unchanged" : $"CHANGED: {now}" };
            }
        );

    public static async Task<string> DigestAsync(RunningService service, CancellationToken cancellationToken)
    {
        await using var command = service.Database.Superuser.CreateCommand(
            service.Name == "Staff" ? OfStaff : OfCatalogue
        );
        return Convert.ToString(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture)
            ?? "";
    }
}
