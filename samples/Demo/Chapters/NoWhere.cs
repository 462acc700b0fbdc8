using System.Collections.Immutable;
using System.Globalization;
using Demo.Walk;
using Ringfence;
using static Demo.DemoTenant;
using static Demo.Walk.Expectation;

namespace Demo.Chapters;

internal static class NoWhere
{
    private const string Join = """
        select a.host, v.label, o.path from apis as a, api_versions as v, api_operations as o
        where v.api_id = a.id and o.version_id = v.id
        """;

    public static Chapter Write(Stage stage) =>
        new(
            "Hand-written SQL without a where",
            "What a programmer in a hurry writes, on the service's own data source, inside TenantScope.Enter(…).",
            [.. Catalogue(stage), .. Staff(stage)]
        );

    private static ImmutableArray<Step> Catalogue(Stage stage)
    {
        var (source, red, blue) = (stage.Catalogue.Source, TenantId.From(Red.Id), TenantId.From(Blue.Id));
        var apis = Red.Apis.ToString(CultureInfo.InvariantCulture);
        return
        [
            SqlStep.Read("red", source, red, "select a.name, a.host from apis as a", Rows(Red, Red.Apis)),
            SqlStep.Read("blue, the same", source, blue, "select a.name, a.host from apis as a", Rows(Blue, Blue.Apis)),
            SqlStep.Read("red joins three tables", source, red, Join, Rows(Red, Red.Operations)),
            SqlStep.Read(
                "red forgets the join's condition",
                source,
                red,
                "select a.host from apis as a, apis as b",
                Rows(Red, Red.Apis * Red.Apis)
            ),
            SqlStep.Read("red counts", source, red, "select count(*) from apis as a", Says(apis)),
            SqlStep.Change("red updates all", source, red, "update apis set name = name", Says($"{apis} rows changed")),
            SqlStep.Change("red deletes all", source, red, "delete from apis", Says($"{apis} rows changed")),
        ];
    }

    private static ImmutableArray<Step> Staff(Stage stage)
    {
        const string Sql = "select e.name, e.email, e.salary from employees as e";
        var (source, red, blue) = (stage.Staff.Source, TenantId.From(Red.Number), TenantId.From(Blue.Number));
        return
        [
            SqlStep.Read("red", source, red, Sql, Rows(Red, Red.Employees)),
            SqlStep.Read("blue, the same", source, blue, Sql, Rows(Blue, Blue.Employees)),
        ];
    }
}
