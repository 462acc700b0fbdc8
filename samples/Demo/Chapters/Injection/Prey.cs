using Demo.Services;
using Demo.Walk;
using Playground;
using Ringfence;
using Ringfence.Signing;

namespace Demo.Chapters.Injection;

/// <summary>The service that is attacked, as red, and what the attacks are made of.</summary>
internal sealed class Prey(Stage stage, RunningService service)
{
    private Dictionary<string, string>? _loot;

    public RunningService Service => service;

    public Binding Binding => service.Database.Plan.Binding;

    public bool IsStaff => service.Name == "Staff";

    /// <summary>What holds the tenant of a bound transaction.</summary>
    private string Parameter => Binding == Binding.Signed ? "backtrace_functions" : "ringfence.tenant";

    /// <summary>How many of red's rows the search can find.</summary>
    public int OwnRows => IsStaff ? DemoTenant.Red.Employees : DemoTenant.Red.Apis;

    public Step Step(Attack attack) =>
        new(
            attack.Caption,
            Shown(attack.Name),
            attack.Expected,
            async cancellationToken =>
            {
                _loot ??= await LootAsync(cancellationToken);
                return await SearchAsync(stage.Red, Filled(attack.Name, _loot), cancellationToken);
            }
        );

    private Task<Answer> SearchAsync(Caller caller, string name, CancellationToken cancellationToken) =>
        service.SendAsync(
            caller,
            HttpMethod.Get,
            $"{InjectableSearch.Path}?name={Uri.EscapeDataString(name)}",
            body: null,
            cancellationToken
        );

    /// <summary>
    /// What the attacker is assumed to have got hold of: what stands in blue's session, and a genuine token of blue's.
    /// </summary>
    private async Task<Dictionary<string, string>> LootAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        if (IsStaff)
        {
            return found;
        }

        // Blue's own session tells what stands in it.
        var held = await SearchAsync(
            stage.Blue,
            $"?' union all select current_setting('{Parameter}'), '' --",
            cancellationToken
        );
        found["{held}"] = held.Body.Split('"')[1];
        if (Binding == Binding.Signed)
        {
            // Made with the real key, as the service makes them, for another connection of the service's.
            await using var command = service.Database.Foreign.CreateCommand("select ringfence.backend()");
            var backend = (string)(await command.ExecuteScalarAsync(cancellationToken))!;
            found["{token}"] = SigningKey
                .Parse(service.Database.Secret!)
                .Sign(TenantId.From(DemoTenant.Blue.Id), TimeProvider.System.GetUtcNow().AddMinutes(5), backend);
        }

        return found;
    }

    /// <summary>As the reader should see it: with the names of this service, and with words for the long values.</summary>
    private string Shown(string name) =>
        Replace(
            name,
            Named
                .Append(new("{blue}", "<blue>"))
                .Append(new("{blue stamp}", "ringfence_<blue>"))
                .Append(new("{held}", "<blue's>"))
                .Append(new("{token}", "<token>"))
        );

    private string Filled(string name, Dictionary<string, string> loot) =>
        Replace(
            name,
            Named
                .Concat(loot)
                .Append(new("{blue}", IsStaff ? "2" : DemoTenant.Blue.Id.ToString()))
                .Append(new("{blue stamp}", $"ringfence_{DemoTenant.Blue.Id:N}"))
        );

    private static string Replace(string text, IEnumerable<KeyValuePair<string, string>> values) =>
        values.Aggregate(text, (part, value) => part.Replace(value.Key, value.Value, StringComparison.Ordinal));

    private IEnumerable<KeyValuePair<string, string>> Named =>
        IsStaff
            ?
            [
                new("{stamp}", Parameter),
                new("{read}", "select e.name, e.email from employees as e"),
                new("{table}", "employees"),
                new("{owner}", "email"),
            ]
            :
            [
                new("{stamp}", Parameter),
                new("{read}", "select a.name, a.host from apis as a"),
                new("{table}", "apis"),
                new("{owner}", "host"),
            ];
}
