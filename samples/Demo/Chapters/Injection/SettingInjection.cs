using Demo.Services;
using Demo.Walk;
using static Demo.Walk.Expectation;

namespace Demo.Chapters.Injection;

internal static class SettingInjection
{
    public static Chapter Write(Stage stage)
    {
        var prey = new Prey(stage, stage.SettingCatalogue);
        var own = Rows(DemoTenant.Red, prey.OwnRows);
        return new(
            "SQL injection under the setting binding: it FALLS",
            "The same service and the same attacks, but the setting holds the plain id, and any SQL may write it. That is"
                + " why this binding is for services without raw SQL. Forgotten wheres it stops like the others.",
            [
                Warning(stage.SettingCatalogue),
                .. SharedAttacks.Reading(own).Take(2).Select(prey.Step),
                .. SwitchAttacks.Setting.Select(prey.Step),
            ]
        );
    }

    private static Step Warning(RunningService service) =>
        new(
            "it says so at every start",
            "(the service's log)",
            Says("SQL injection in this service can become any tenant"),
            _ => Task.FromResult(new Answer { Text = string.Join('\n', service.Warnings) })
        );
}
