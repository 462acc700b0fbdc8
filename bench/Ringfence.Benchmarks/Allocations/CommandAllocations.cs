using System.Collections.Immutable;
using Npgsql;
using Ringfence.Benchmarks.Results;
using Ringfence.Testing;
using Ringfence.Testing.Databases;

namespace Ringfence.Benchmarks.Allocations;

/// <summary>
/// How much memory does a command take over bare Npgsql, under each binding: a connection of the pool, a command, its
/// execution, by one worker.
/// </summary>
internal sealed class CommandAllocations : IAsyncDisposable
{
    private const string Bare = "bare Npgsql";

    private const string Schema = """
        create table item (tenant_id uuid not null, id bigint not null, name text not null, primary key (tenant_id, id));
        create table bare_item (like item including all);
        insert into item values ('00000000-0000-4000-8000-000000000001', 1, 'the first');
        insert into bare_item select i.* from item as i;
        grant select, insert on bare_item to ringfence_app
        """;

    private static readonly Measure Over = new("over bare", "B/op");

    private static readonly ImmutableArray<Operation> All =
    [
        Operation.PointSelect,
        Operation.OneInsert,
        Operation.BatchOfThree,
    ];

    private readonly ImmutableArray<TestDatabase> _databases;
    private readonly ImmutableArray<Target> _withBind;
    private readonly NpgsqlDataSource _bare;

    private CommandAllocations(ImmutableArray<TestDatabase> databases)
    {
        _databases = databases;
        _withBind =
        [
            .. databases
                .Where(static database => database.Options.Binding != Ringfence.Binding.Password)
                .Select(static database => new Target(
                    $"{Name(database)}, reset with the bind",
                    database.CreateSource(static options => options.ResetWithBind = true),
                    IsBare: false,
                    500
                )),
        ];
        _bare = NpgsqlDataSource.Create(databases[0].ApplicationConnectionString);
    }

    public static async Task<CommandAllocations> CreateAsync(PostgresServer server)
    {
        var databases = ImmutableArray.CreateBuilder<TestDatabase>();
        foreach (
            var binding in new[] { Ringfence.Binding.Signed, Ringfence.Binding.Setting, Ringfence.Binding.Password }
        )
        {
            databases.Add(
                await TestDatabase.CreateAsync(
                    server,
                    new()
                    {
                        Schema = Schema,
                        TenantTables = "item",
                        Binding = binding,
                    }
                )
            );
        }

        return new(databases.ToImmutable());
    }

    /// <summary>A table an operation: bytes, and how many more than bare.</summary>
    public async Task<ImmutableArray<ResultTable>> RunAsync(int rounds)
    {
        ImmutableArray<Target> targets =
        [
            new(Bare, _bare, IsBare: true, 500),
            .. _databases.Select(database => new Target(
                Name(database),
                database.Source,
                IsBare: false,
                database.Options.Binding == Ringfence.Binding.Password ? 20 : 500
            )),
            .. _withBind,
        ];
        using var scope = TenantScope.Enter(TenantId.From(Target.Tenant));
        var tables = ImmutableArray.CreateBuilder<ResultTable>();
        foreach (var operation in All)
        {
            tables.Add(
                await TableAsync($"{operation.Name}, sync", targets, target => BytesOf(operation, target), rounds)
            );
            tables.Add(
                await TableAsync($"{operation.Name}, async", targets, target => BytesOfAsync(operation, target), rounds)
            );
        }

        return tables.ToImmutable();
    }

    public async ValueTask DisposeAsync()
    {
        await _bare.DisposeAsync();
        foreach (var target in _withBind)
        {
            await target.Source.DisposeAsync();
        }

        foreach (var database in _databases)
        {
            await database.DisposeAsync();
        }
    }

    private static string Name(TestDatabase database) =>
        $"Ringfence, {database.Options.Binding.ToString().ToLowerInvariant()}";

    private static async Task<ResultTable> TableAsync(
        string title,
        ImmutableArray<Target> targets,
        Func<Target, Task<double>> measure,
        int rounds
    )
    {
        var variants = ImmutableArray.CreateBuilder<VariantResult>();
        var bare = ImmutableArray<double>.Empty;
        foreach (var target in targets)
        {
            await measure(target); // To warm up.
            var bytes = ImmutableArray.CreateBuilder<double>();
            for (var round = 0; round < rounds; round++)
            {
                bytes.Add(await measure(target));
            }

            var all = bytes.ToImmutable();
            bare = bare.IsEmpty ? all : bare;
            variants.Add(
                VariantResult.Of(
                    target.Name,
                    (Measure.Allocated, all),
                    (Over, [.. all.Select(one => one - Medians.Of(bare))])
                )
            );
        }

        return new()
        {
            Title = title,
            Measures = [Measure.Allocated, Over],
            Variants = variants.ToImmutable(),
            Baseline = Bare,
        };
    }

    private static Task<double> BytesOf(Operation operation, Target target)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < target.Operations; i++)
        {
            operation.Run(target);
        }

        return Task.FromResult(Since(before, target));
    }

    private static async Task<double> BytesOfAsync(Operation operation, Target target)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < target.Operations; i++)
        {
            await operation.RunAsync(target);
        }

        return Since(before, target);
    }

    private static double Since(long before, Target target) =>
        (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)target.Operations;
}
