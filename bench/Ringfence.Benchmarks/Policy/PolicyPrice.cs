using System.Collections.Immutable;
using System.Data.Common;
using System.Diagnostics;
using Npgsql;
using Ringfence.Benchmarks.Measuring;
using Ringfence.Benchmarks.Results;
using Ringfence.Cli.Benches;
using Ringfence.Testing;
using Ringfence.Testing.Databases;

namespace Ringfence.Benchmarks.Policy;

/// <summary>
/// What does a policy cost the server, statement by statement: against a filter that is written by hand where no policy
/// holds, Kong's getter in PL/pgSQL, and a policy that reads a setting in its condition.
/// </summary>
internal sealed class PolicyPrice : IAsyncDisposable
{
    public const string Baseline = "filter by hand, no policy";
    public const string Kong = "Kong's getter";

    /// <summary>Of one statement in one round: quick ones are repeated, and their median taken.</summary>
    private const int Repetitions = 25;

    private static readonly TimeSpan Enough = TimeSpan.FromMilliseconds(100);

    private readonly TestDatabase _database;
    private readonly ChangingContract _contract;
    private readonly NpgsqlDataSource _rival;

    private PolicyPrice(PostgresServer server, TestDatabase database)
    {
        _database = database;
        _contract = new(database);
        _rival = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString)
            {
                Database = database.Name,
                CommandTimeout = 0,
            }
        );
    }

    /// <summary>Of the server.</summary>
    public static Measure Execution { get; } = new("execution", "ms", Digits: 3, IsCompared: true);

    /// <inheritdoc cref="Execution"/>
    public static Measure Planning { get; } = new("planning", "ms", Digits: 3);

    public static async Task<PolicyPrice> CreateAsync(PostgresServer server, long rows)
    {
        var database = await TestDatabase.CreateAsync(
            server,
            new()
            {
                Schema = MarketData.Schema,
                TenantTables = MarketData.Tables,
                Binding = Ringfence.Binding.Setting,
            }
        );
        await MarketData.FillAsync(database.Superuser, rows);
        return new(server, database);
    }

    /// <summary>A table of variants for each statement.</summary>
    public async Task<ImmutableArray<ResultTable>> RunAsync(ImmutableArray<Statement> statements, int rounds)
    {
        var variants = Variants();
        var measured = await Interleaved.RunAsync(variants, rounds, (variant, _) => MeasureAsync(variant, statements));
        return
        [
            .. statements.Select(
                (statement, index) =>
                    new ResultTable
                    {
                        Title = statement.Name,
                        Measures = [Execution, Planning],
                        Baseline = Baseline,
                        Rival = Kong,
                        Variants =
                        [
                            .. variants.Zip(
                                measured,
                                (variant, round) => Result(variant, [.. round.Select(one => one[index])])
                            ),
                        ],
                    }
            ),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await _rival.DisposeAsync();
        await _contract.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static VariantResult Result(PolicyVariant variant, ImmutableArray<Shape> rounds) =>
        VariantResult.Of(
            variant.Name,
            (Execution, [.. rounds.Select(shape => shape.Execution)]),
            (Planning, [.. rounds.Select(shape => shape.Planning)])
        ) with
        {
            Remark = $"{rounds[^1].Text}; {rounds[^1].Rows:F0} rows",
        };

    private ImmutableArray<PolicyVariant> Variants() =>
        [
            new(Baseline, _ => AsAsync("reset role"), IsHandWritten: true),
            new(Kong, tenantId => AsAsync($"set role kong_app; select kong_set('{tenantId}')")),
            new(
                "current_setting in the condition",
                tenantId => AsAsync($"set role bare_app; select set_config('bare.tenant', '{tenantId}', false)")
            ),
            Ours("Ringfence, setting", Ringfence.Binding.Setting),
            Ours("Ringfence, signed", Ringfence.Binding.Signed),
            Ours("Ringfence, password", Ringfence.Binding.Password),
        ];

    private PolicyVariant Ours(string name, Ringfence.Binding binding) =>
        new(name, async _ => await (await _contract.UseAsync(binding)).OpenConnectionAsync());

    private async Task<DbConnection> AsAsync(string sql)
    {
        var connection = await _rival.OpenConnectionAsync();
        await RunAsync(connection, sql);
        return connection;
    }

    private async Task<ImmutableArray<Shape>> MeasureAsync(PolicyVariant variant, ImmutableArray<Statement> statements)
    {
        var shapes = ImmutableArray.CreateBuilder<Shape>(statements.Length);
        foreach (var statement in statements)
        {
            var tenantId = TenantId.From(Guid.Parse($"00000000-0000-4000-8000-{statement.Tenant:D12}"));
            using var scope = TenantScope.Enter(tenantId);
            await using var connection = await variant.OpenAsync(tenantId);
            var runs = new List<Shape>();
            var began = Stopwatch.GetTimestamp();
            do
            {
                runs.Add(await ExplainAsync(connection, statement, variant.IsHandWritten ? tenantId : null));
            } while (runs.Count < Repetitions && Stopwatch.GetElapsedTime(began) < Enough);

            shapes.Add(
                runs[^1] with
                {
                    Planning = Medians.Of([.. runs.Select(run => run.Planning)]),
                    Execution = Medians.Of([.. runs.Select(run => run.Execution)]),
                }
            );
        }

        await MarketData.TidyAsync(_database.Superuser);
        return shapes.ToImmutable();
    }

    private static async Task<Shape> ExplainAsync(DbConnection connection, Statement statement, TenantId? tenantId)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var setting in statement.Settings)
        {
            await RunAsync(connection, $"set local {setting}");
        }

        await using var command = connection.CreateCommand();
        var sql = tenantId is null ? statement.Sql : statement.HandWritten;
        command.CommandText = $"explain (analyze, timing off, format json) {sql}";
        if (tenantId is not null)
        {
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.Parse(tenantId.Value) });
        }

        var shape = Shape.Parse((string)(await command.ExecuteScalarAsync())!);
        await transaction.RollbackAsync();
        return shape.Rows > 0
            ? shape
            : throw new InvalidOperationException($"'{statement.Name}' found no row, where the tenant has some.");
    }

    private static async Task RunAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
