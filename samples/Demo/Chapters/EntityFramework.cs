using Demo.Chapters.Injection;
using Demo.Walk;
using static Demo.DemoTenant;
using static Demo.Walk.Expectation;

namespace Demo.Chapters;

internal static class EntityFramework
{
    public static Chapter Write(Stage stage)
    {
        var service = stage.CatalogueEf;
        var prey = new Prey(stage, service);
        return new(
            "The same over EF Core",
            "The model says IsTenantOwned(), and migrations made the tables, the keys and the policies. The queries have no"
                + " Where(… TenantId …).",
            [
                HttpStep.Get("red lists APIs", service, stage.Red, "/apis", Rows(Red, Red.Apis)),
                HttpStep.Get("blue lists APIs", service, stage.Blue, "/apis", Rows(Blue, Blue.Apis)),
                HttpStep.Get("green lists APIs", service, stage.Green, "/apis", Rows(Green, Green.Apis)),
                HttpStep.Get("blue opens one", service, stage.Blue, $"/apis/{Blue.FirstApi}", Rows(Blue, 1)),
                .. OthersRows.Catalogue(stage, service),
                .. SharedAttacks.Reading(Rows(Red, prey.OwnRows)).Select(prey.Step),
                .. SwitchAttacks.Signed(Rows(Red, prey.OwnRows), stacked: NoRows).Select(prey.Step),
                BlueRows.Untouched(stage, service),
            ]
        );
    }
}
