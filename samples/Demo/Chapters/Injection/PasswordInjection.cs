using System.Collections.Immutable;
using Demo.Walk;
using static Demo.Walk.Expectation;

namespace Demo.Chapters.Injection;

internal static class PasswordInjection
{
    public static Chapter Write(Stage stage)
    {
        var prey = new Prey(stage, stage.Staff);
        var own = Rows(DemoTenant.Red, prey.OwnRows);
        return new(
            "SQL injection under the password binding: it holds",
            "The staff list has the same hole. Here a table that the service cannot touch says whose the session is, and"
                + " the function that writes it asks for a password.",
            [
                .. SharedAttacks.Reading(own).Select(prey.Step),
                .. SecretAttacks.Password.Select(prey.Step),
                .. Leaving(own).Select(prey.Step),
                .. SharedAttacks.Powers.Take(6).Select(prey.Step),
                .. Trap.Steps(stage, prey),
                BlueRows.Untouched(stage, stage.Staff),
            ]
        );
    }

    /// <summary>What a session may do to its own binding: keep it or lose it.</summary>
    private static ImmutableArray<Attack> Leaving(Expectation own) =>
        [
            new(
                "set_config, which says nothing here",
                "x'; select set_config('ringfence.tenant', '{blue}', true), ''; {read} --",
                own
            ),
            new("reset all", "x'; reset all; {read} --", own),
            new("a new transaction", "x'; commit; begin; {read} --", own),
            new("unbinding", "x'; select ringfence.unset_tenant()::text, ''; {read} --", NoRows),
            new("the nobody of old, -1", "x'; select ringfence.set_tenant_id(-1, null)::text, ''; {read} --", NoRows),
        ];
}
