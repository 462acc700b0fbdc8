using Demo.Services;
using Demo.Walk;
using Ringfence.AspNetCore;
using static Demo.Walk.Expectation;

namespace Demo.Chapters;

internal static class Doors
{
    private const string Claim = RingfenceWebOptions.DefaultClaimType;

    public static Chapter Write(Stage stage) =>
        new(
            "Who may come in",
            "A request runs with exactly one known tenant, or not at all.",
            [
                Try(stage, "no token", new("nobody", null), Status(401, "RF5101")),
                Try(stage, "a token that another issuer signed", Stranger(), Status(401, "RF5101")),
                Try(stage, "a token of yesterday", Late(stage), Status(401, "RF5101")),
                Try(stage, "a token without a tenant", With(stage, []), Status(403, "RF5102")),
                Try(
                    stage,
                    "a tenant that nobody knows",
                    Claims(stage, Guid.NewGuid().ToString()),
                    Status(403, "RF5103")
                ),
                Try(stage, "a tenant that is no uuid", Claims(stage, "red"), Status(400, "RF5104")),
                Try(stage, "a token for two tenants", Both(stage), Status(403, "RF5105")),
                HttpStep.Get(
                    "an endpoint that needs no tenant",
                    stage.Catalogue,
                    new("nobody", null),
                    "/health",
                    Says("well")
                ),
            ]
        );

    private static Step Try(Stage stage, string caption, Caller caller, Expectation expected) =>
        HttpStep.Get(caption, stage.Catalogue, caller, "/apis", expected);

    private static Caller Stranger() => new Issuer(TimeProvider.System).Member(DemoTenant.Red);

    private static Caller Late(Stage stage) =>
        stage.Issuer.Someone("late", new() { [Claim] = DemoTenant.Red.Id.ToString() }, TimeSpan.FromDays(1));

    private static Caller Claims(Stage stage, string tenant) => With(stage, new() { [Claim] = tenant });

    private static Caller Both(Stage stage) =>
        With(stage, new() { [Claim] = new[] { DemoTenant.Red.Id.ToString(), DemoTenant.Blue.Id.ToString() } });

    private static Caller With(Stage stage, Dictionary<string, object> claims) =>
        stage.Issuer.Someone("somebody", claims);
}
