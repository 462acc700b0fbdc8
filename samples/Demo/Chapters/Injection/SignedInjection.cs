using Demo.Walk;
using Playground;
using static Demo.Walk.Expectation;

namespace Demo.Chapters.Injection;

internal static class SignedInjection
{
    public static Chapter Write(Stage stage)
    {
        var prey = new Prey(stage, stage.Catalogue);
        var own = Rows(DemoTenant.Red, prey.OwnRows);
        return new(
            "SQL injection under the signed binding: it holds",
            $"GET {InjectableSearch.Path}?name=… puts the name into the SQL text, on purpose. Red writes SQL there, stacked"
                + " statements too, and wants blue's rows. What follows is the name that red sends.",
            [
                .. SharedAttacks.Reading(own).Select(prey.Step),
                .. SwitchAttacks.Signed(own, stacked: own).Select(prey.Step),
                .. SecretAttacks.Signed.Select(prey.Step),
                .. SharedAttacks.Powers.Select(prey.Step),
                .. Trap.Steps(stage, prey),
                BlueRows.Untouched(stage, stage.Catalogue),
            ]
        );
    }
}
