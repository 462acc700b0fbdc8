using System.Collections.Immutable;
using Npgsql;
using Ringfence.Benchmarks.Measuring;
using Ringfence.Testing;
using Ringfence.Testing.Databases;

namespace Ringfence.Benchmarks.Contexts;

/// <summary>
/// What does it cost to read one row by its key, and one with the rows of two more tables, by EF Core's compiled queries: a
/// hand-written filter and no row security, a setting that an interceptor writes when a connection is opened, and Ringfence.
/// </summary>
internal sealed class ContextRead : IAsyncDisposable
{
    public const string Baseline = "plain EF, hand-written filter";
    public const string Opened = "set_config on ConnectionOpened, unset on close";

    private const string Grants = """
        grant select on plain_api, plain_version, plain_operation, opened_api, opened_version, opened_operation
            to ringfence_app;
        """;

    private readonly TestDatabase _signed;
    private readonly TestDatabase _setting;

    private ContextRead(TestDatabase signed, TestDatabase setting)
    {
        _signed = signed;
        _setting = setting;
    }

    public static async Task<ContextRead> CreateAsync(PostgresServer server) =>
        new(await CreateAsync(server, Ringfence.Binding.Signed), await CreateAsync(server, Ringfence.Binding.Setting));

    public VariantSet Variants(bool includes, bool autoPrepare)
    {
        void Connect(NpgsqlConnectionStringBuilder connection) => Pooling.Connect(connection, autoPrepare);

        // Under the signed binding prepared statements are kept only by services whose SQL nobody can inject into.
        var signed = _signed.CreateSource(options => options.UnsafeKeepPreparedStatements = autoPrepare, Connect);
        var setting = _setting.CreateSource(connect: Connect);
        var bare = NpgsqlDataSource.Create(Pooling.With(_signed.ApplicationConnectionString, Connect));
        var contexts = new ContextSources(bare, setting, signed);
        var operation = includes ? ContextOperation.Include : ContextOperation.PointSelect;
        ImmutableArray<Variant> all =
        [
            new(Baseline, new ContextOperations<PlainContext>(contexts.Plain, filters: true).Of(operation)),
            new(
                "set_config on ConnectionOpened",
                new ContextOperations<OpenedContext>(contexts.Opened, filters: false).Of(operation)
            ),
            new(Opened, new ContextOperations<OpenedContext>(contexts.OpenedUnset, filters: false).Of(operation)),
            new(
                "UseRingfence, setting",
                new ContextOperations<BoundContext>(contexts.Setting, filters: false).Of(operation)
            ),
            new(
                "UseRingfence, signed",
                new ContextOperations<SignedContext>(contexts.Signed, filters: false).Of(operation)
            ),
        ];
        return new(all, [bare, signed, setting]);
    }

    public async ValueTask DisposeAsync()
    {
        await _signed.DisposeAsync();
        await _setting.DisposeAsync();
    }

    private static Task<TestDatabase> CreateAsync(PostgresServer server, Ringfence.Binding binding) =>
        TestDatabase.CreateAsync(
            server,
            new()
            {
                Binding = binding,
                Schema = string.Concat(
                    ApiTables.ApiAndParts("plain"),
                    ApiTables.ApiAndParts("opened"),
                    ApiTables.ApiAndParts("bound"),
                    ApiTables.Opened("opened_api"),
                    ApiTables.Opened("opened_version"),
                    ApiTables.Opened("opened_operation"),
                    Grants
                ),
                TenantTables = "bound_api bound_version bound_operation",
            }
        );
}
