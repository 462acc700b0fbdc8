using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Benchmarks.Measuring;
using Ringfence.Benchmarks.Network;
using Ringfence.Benchmarks.Questions;
using Ringfence.Benchmarks.Results;
using Ringfence.Testing;

namespace Ringfence.Benchmarks.Bindings;

/// <summary>What it costs to tell the database the tenant, against what a team would do instead.</summary>
internal sealed class BindingQuestion : ServerQuestion
{
    private const string DelayOption = "delay";

    public override string Name => "binding";

    public override string Asks => "What does it cost to tell the database the tenant, by us and by others?";

    public override ImmutableArray<string> Options => ["operation", "variant", "prepare", DelayOption, .. base.Options];

    protected override string Title => "Binding";

    /// <summary>All operations and variants in some ten minutes.</summary>
    protected override RoundOptions UsualRounds { get; } = new() { Rounds = 7, Slice = TimeSpan.FromMilliseconds(150) };

    /// <summary>A pool a variant, and one a tenant; and tables that sessions write to all the time want a vacuum.</summary>
    protected override IReadOnlyDictionary<string, string> Settings { get; } =
        new Dictionary<string, string> { ["max_connections"] = "400", ["autovacuum"] = "on" };

    protected override string Suffix(Arguments arguments)
    {
        var parts = (string?[])
            [
                arguments.Find("operation")?.Replace(',', '-'),
                arguments.Find("variant") is null ? null : "chosen",
                arguments.Find("prepare") is { } prepare ? $"prepare-{prepare.Replace(',', '-')}" : null,
                Delay(arguments) is > 0 and var delay ? $"{delay}ms" : null,
            ];
        return string.Concat(parts.OfType<string>().Select(part => $"-{part}"));
    }

    protected override string Method(Arguments arguments, RoundOptions rounds)
    {
        var network = Delay(arguments) is > 0 and var delay
            ? string.Create(CultureInfo.InvariantCulture, $" A proxy makes each round trip {delay} ms longer.")
            : "";
        return base.Method(arguments, rounds)
            + network
            + " Twenty tenants. The signed and password bindings keep prepared statements only with"
            + " UnsafeKeepPreparedStatements, which is set where auto-prepare is on, but for the variant that says so."
            + " Flights and bytes sent are counted apart.";
    }

    protected override async Task<ImmutableArray<ResultTable>> RunAsync(
        PostgresServer server,
        Arguments arguments,
        RoundOptions rounds
    )
    {
        var delay = Delay(arguments);
        var operations = arguments.Chosen("operation", Operation.All.Select(one => one.Name));
        var keys = arguments.Chosen("variant", BindingVariant.All.Select(one => one.Key));
        var prepares = arguments.Chosen("prepare", ["on", "off"]);
        await using var databases = await BindingDatabases.CreateAsync(server);
        await using var proxy =
            delay == 0 ? null : new DelayProxy(server.Host, server.Port, TimeSpan.FromMilliseconds(delay));
        var run = new BindingRun(
            databases,
            server,
            proxy?.Port ?? server.Port,
            rounds with
            {
                SeesClient = proxy is null,
            }
        );
        var tables = ImmutableArray.CreateBuilder<ResultTable>();
        foreach (var operation in Operation.All.Where(one => operations.Contains(one.Name)))
        {
            foreach (var prepare in prepares)
            {
                tables.AddRange(await run.AnswerAsync(operation, keys, autoPrepare: prepare == "on"));
            }
        }

        return tables.ToImmutable();
    }

    /// <summary>Milliseconds.</summary>
    private static double Delay(Arguments arguments) => arguments.Number(DelayOption, 0);
}
