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
    private const string Replay = "x'; select set_config('ringfence.tenant', '{held}', true), ''; {read} --";
    private const string Reset = "x'; reset ringfence.tenant; {read} --";
    private const string ResetAll = "x'; reset all; {read} --";
    private const string Discard = "x'; discard all; {read} --";

    /// <summary>
    /// What the signed binding makes of them: the tenant is in a parameter that SQL cannot write, and what it can write is
    /// not looked at.
    /// </summary>
    /// <param name="own">What a search shows that finds all of the attacker's own rows.</param>
    /// <param name="stacked">What it shows where a second statement finds them: a client may read the first one's rows only.</param>
    public static ImmutableArray<Attack> Signed(Expectation own, Expectation stacked) =>
        [
            new("set_config, for the transaction", ForTransaction, stacked),
            new("set_config, for the session", ForSession, stacked),
            new("set local", SetLocal, stacked),
            new("set_config inside one statement", InOne, own),
            new(
                "the parameter that holds the tenant",
                Stamp("select set_config('{stamp}', '{blue stamp}', true), ''"),
                Refused()
            ),
            new(
                "the same, for the session",
                Stamp("select set_config('{stamp}', '{blue stamp}', false), ''"),
                Refused()
            ),
            new(
                "the same, as a default for the next sessions",
                Stamp("alter role ringfence_app set {stamp} = '{blue stamp}'"),
                Refused()
            ),
            new("the parameter, reset", Stamp("reset {stamp}"), Refused()),
            new("a new transaction, bound to blue", Bind, Refused(reason: "token_forged")),
            new("the session, bound to blue", SetTenant, Refused(reason: "token_forged")),
            new("replay: what stood in blue's session, as a setting", Replay, stacked),
            new(
                "replay: the same, as a token",
                Stamp("commit; begin; call ringfence.bind('{held}')"),
                Refused(reason: "token_forged")
            ),
            new(
                "replay: blue's genuine token, made for another connection",
                "x'; commit; begin; call ringfence.bind('{token}'); {read} --",
                Refused(reason: "token_foreign")
            ),
            new("reset", Reset, stacked),
            new("reset all", ResetAll, NoRows),
            new("discard all", Discard, Refused("25001")),
        ];

    private static string Stamp(string statement) => $"x'; {statement}; {{read}} --";

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

    private static Expectation Fallen => Falls(DemoTenant.Blue);
}
