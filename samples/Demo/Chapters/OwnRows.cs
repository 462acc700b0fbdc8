using Demo.Walk;
using static Demo.DemoTenant;
using static Demo.Walk.Expectation;

namespace Demo.Chapters;

internal static class OwnRows
{
    public static Chapter Write(Stage stage) =>
        new(
            "Each tenant sees its own rows",
            "Three tenants share the tables. The services' SQL has no \"where tenant_id = …\" anywhere: the tenant is in the"
                + " caller's token, and the database does the rest.",
            [
                HttpStep.Get("red lists APIs", stage.Catalogue, stage.Red, "/apis", Rows(Red, Red.Apis)),
                HttpStep.Get("blue lists APIs", stage.Catalogue, stage.Blue, "/apis", Rows(Blue, Blue.Apis)),
                HttpStep.Get("green lists APIs", stage.Catalogue, stage.Green, "/apis", Rows(Green, Green.Apis)),
                HttpStep.Get("blue opens one", stage.Catalogue, stage.Blue, $"/apis/{Blue.FirstApi}", Rows(Blue, 1)),
                HttpStep.Get("red lists employees", stage.Staff, stage.Red, "/employees", Rows(Red, Red.Employees)),
                HttpStep.Get("blue lists employees", stage.Staff, stage.Blue, "/employees", Rows(Blue, Blue.Employees)),
                HttpStep.Get(
                    "green lists employees",
                    stage.Staff,
                    stage.Green,
                    "/employees",
                    Rows(Green, Green.Employees)
                ),
            ]
        );
}
