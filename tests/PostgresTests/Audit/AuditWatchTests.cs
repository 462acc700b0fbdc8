using Npgsql;
using PostgresTests.Tenants;
using Ringfence.Audit;
using Ringfence.Catalog;
using Ringfence.Catalog.Manifests;
using Ringfence.Cli.Audits;
using Ringfence.Testing.Databases;

namespace PostgresTests.Audit;

/// <summary>A watch tells what came and what went, and outlives a look that fails.</summary>
public sealed class AuditWatchTests(AuditServer server) : IAsyncLifetime, IDisposable
{
    private const string Hole = "error RF601 table public.orders";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly ManualTime _time = new();
    private readonly StringWriter _output = new();
    private readonly CancellationTokenSource _end = new();
    private TestDatabase? _database;
    private string? _failure;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _database = await server.CreateAsync(
            new()
            {
                Schema = """
                create table orders (
                    tenant_id uuid not null, id uuid not null default gen_random_uuid(), primary key (tenant_id, id)
                );
                """,
                TenantTables = "orders",
            }
        );

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    public void Dispose()
    {
        _output.Dispose();
        _end.Dispose();
    }

    [Fact]
    public async Task What_came_and_what_went_is_told_and_what_stayed_is_not()
    {
        var watch = Start();
        Assert.Contains("Clean: ", await ToldAsync(), StringComparison.Ordinal);

        Assert.Equal("", await AgainAsync());

        await ExecuteAsync("grant truncate on orders to ringfence_app");
        var came = await AgainAsync();
        Assert.Contains($"  + {Hole}", came, StringComparison.Ordinal);
        Assert.DoesNotContain("  - ", came, StringComparison.Ordinal);

        Assert.Equal("", await AgainAsync());

        await ExecuteAsync("revoke truncate on orders from ringfence_app");
        var went = await AgainAsync();
        Assert.Contains($"  - {Hole}", went, StringComparison.Ordinal);
        Assert.DoesNotContain("  + ", went, StringComparison.Ordinal);

        await _end.CancelAsync();
        Assert.Equal(0, await watch);
    }

    [Fact]
    public async Task A_look_that_fails_is_said_once_and_the_watch_goes_on()
    {
        var watch = Start();
        await ToldAsync();

        _failure = "Host=127.0.0.1;Port=1;Timeout=2";
        Assert.Contains("Cannot reach the server", await AgainAsync(), StringComparison.Ordinal);
        Assert.Equal("", await AgainAsync());

        _failure = null;
        await ExecuteAsync("grant truncate on orders to ringfence_app");
        Assert.Contains($"  + {Hole}", await AgainAsync(), StringComparison.Ordinal);

        await _end.CancelAsync();
        Assert.Equal(1, await watch);
    }

    [Fact]
    public async Task A_server_that_comes_back_is_told_of_though_nothing_changed()
    {
        _failure = "Host=127.0.0.1;Port=1;Timeout=2";
        var watch = Start();
        Assert.Contains("Cannot reach the server", await ToldAsync(), StringComparison.Ordinal);

        _failure = null;
        Assert.Contains("Clean: ", await AgainAsync(), StringComparison.Ordinal);
        _failure = "Host=127.0.0.1;Port=1;Timeout=2";
        await AgainAsync();
        _failure = null;
        Assert.Contains("Clean: ", await AgainAsync(), StringComparison.Ordinal);

        await _end.CancelAsync();
        Assert.Equal(0, await watch);
    }

    [Fact]
    public async Task A_watch_that_ends_while_it_cannot_look_says_so_by_its_exit_code()
    {
        _failure = "Host=127.0.0.1;Port=1;Timeout=2";
        var watch = Start();
        await ToldAsync();

        await _end.CancelAsync();

        Assert.Equal(2, await watch);
    }

    [Fact]
    public async Task A_first_look_that_fails_for_what_is_not_the_servers_ends_the_watch()
    {
        static Task<AuditResult> WrongAsync(CancellationToken cancellationToken) =>
            Task.FromException<AuditResult>(new ManifestInvalidException(1, 1, "it is half a file."));

        var watch = new AuditWatch(WrongAsync, Interval, FailOn.Warning, _time).RunAsync(_output, _end.Token);

        await Assert.ThrowsAsync<ManifestInvalidException>(() => watch);
    }

    private Task<int> Start() =>
        new AuditWatch(LookAsync, Interval, FailOn.Warning, _time).RunAsync(_output, _end.Token);

    /// <summary>What was told until the watch waits for its next look.</summary>
    private async Task<string> ToldAsync()
    {
        await _time.SomebodyWaitsAsync();
        var told = _output.ToString();
        _output.GetStringBuilder().Clear();
        return told;
    }

    private async Task<string> AgainAsync()
    {
        _time.Advance(Interval);
        return await ToldAsync();
    }

    private async Task<AuditResult> LookAsync(CancellationToken cancellationToken)
    {
        await using var unreachable = NpgsqlDataSource.Create(_failure ?? "Host=127.0.0.1");
        var source = _failure is null ? _database!.Superuser : unreachable;
        var auditor = new Auditor
        {
            Rules = RuleSet.Choose([], ["RF901", "RF902", "RF903"]),
            Manifest = Manifest.Parse(
                """
                { "version": 1, "tables": { "public.orders": { "class": "tenant", "column": "tenant_id" } } }
                """u8.ToArray()
            ),
            Logins = ["ringfence_app"],
            Today = new(2026, 11, 22),
        };
        return auditor.Run(await Snapshot.ReadAsync(source, cancellationToken));
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _database!.Superuser.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
