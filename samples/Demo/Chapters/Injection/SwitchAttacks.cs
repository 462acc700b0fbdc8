using System.Collections.Immutable;
using Demo.Walk;
using static Demo.Walk.Expectation;

namespace Demo.Chapters.Injection;

/// <summary>Attacks on the setting that says which tenant the session acts for.</summary>
internal static class SwitchAttacks
{
    private const string ForTransaction = "x'; select set_config('ringfence.tenant', '{blue}', true), ''; {read} --";
    private const string ForSession = "x'; select set_config('ringfence.tenant', '{blue}', false), ''; {read} --";
    private const string SetLocal = "x'; set local ringfence.tenant = '{blue}'; {read} --";
    private const string InOne =
        "x' union all select set_config('ringfence.tenant', '{blue}', true), '' union all {read} --";
    private const string Bind = "x'; commit; begin; call ringfence.bind('{blue}'); {read} --";
    private const string SetTenant = "x'; select ringfence.set_tenant('{blue}')::text, ''; {read} --";
    private const string Replay = "x'; select set_config('ringfence.tenant', '{seal}', true), ''; {read} --";
    private const string Reset = "x'; reset ringfence.tenant; {read} --";
    private const string ResetAll = "x'; reset all; {read} --";
    private const string Discard = "x'; discard all; {read} --";

    /// <summary>What the signed binding makes of them.</summary>
    public static ImmutableArray<Attack> Signed { get; } =
    [
        new("set_config, for the transaction", ForTransaction, Foreign),
        new("set_config, for the session", ForSession, Foreign),
        new("set local", SetLocal, Foreign),
        new("set_config inside one statement", InOne, Foreign),
        new("a new transaction, bound to blue", Bind, Refused(reason: "token_forged")),
        new("the session, bound to blue", SetTenant, Refused(reason: "token_forged")),
        new("replay: blue's seal, read in blue's session", Replay, Foreign),
        new(
            "red's own seal with blue's id in it",
            "x'; select set_config('ringfence.tenant', left(current_setting('ringfence.tenant'), 33) || '{blue}', true), '';"
                + " {read} --",
            Foreign
        ),
        new(
            "replay: blue's genuine token, made for another connection",
            "x'; commit; begin; call ringfence.bind('{token}'); {read} --",
            Refused(reason: "token_foreign")
        ),
        new("reset", Reset, NoRows),
        new("reset all", ResetAll, NoRows),
        new("discard all", Discard, Refused("25001")),
    ];

    /// <summary>What the setting binding makes of the same.</summary>
    public static ImmutableArray<Attack> Setting { get; } =
    [
        new("set_config, for the transaction", ForTransaction, Fallen),
        new("set_config, for the session", ForSession, Fallen),
        new("set local", SetLocal, Fallen),
        new("set_config inside one statement", InOne, Fallen),
        new("a new transaction, bound to blue", Bind, Fallen),
        new("the session, bound to blue", SetTenant, Fallen),
        new("replay: what stood in blue's setting", Replay, Fallen),
        new("reset", Reset, NoRows),
        new("reset all", ResetAll, NoRows),
        new("discard all", Discard, Refused("25001")),
    ];

    private static Expectation Foreign => Refused(reason: "seal_foreign");

    private static Expectation Fallen => Falls(DemoTenant.Blue);
}
