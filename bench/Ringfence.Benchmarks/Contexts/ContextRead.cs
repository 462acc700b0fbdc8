using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;
using Ringfence.Benchmarks.Binding;
using Ringfence.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Ownership;
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
    public const int Apis = 10_000;

    private const int Tenants = 100;
    private const int Counted = 500;

    private const string Tables = """
        create table NAME_api (id bigint not null, tenant_id uuid not null, name text not null, primary key (tenant_id, id));
        create table NAME_version (
            id bigint not null, tenant_id uuid not null, api_id bigint not null, number integer not null,
            primary key (tenant_id, id), foreign key (tenant_id, api_id) references NAME_api (tenant_id, id)
        );
        create table NAME_operation (
            id bigint not null, tenant_id uuid not null, version_id bigint not null, path text not null,
            primary key (tenant_id, id), foreign key (tenant_id, version_id) references NAME_version (tenant_id, id)
        );
        create index on NAME_version (tenant_id, api_id);
        create index on NAME_operation (tenant_id, version_id);
        insert into NAME_api (id, tenant_id, name)
        select n, ('00000000-0000-4000-8000-' || lpad((n % 100 + 1)::text, 12, '0'))::uuid, 'api ' || n
        from generate_series(1, 10000) as n;
        insert into NAME_version (id, tenant_id, api_id, number)
        select a.id * 10 + n, a.tenant_id, a.id, n from NAME_api as a, generate_series(1, 3) as n;
        insert into NAME_operation (id, tenant_id, version_id, path)
        select v.id * 10 + n, v.tenant_id, v.id, '/' || n from NAME_version as v, generate_series(1, 3) as n;
        analyze NAME_api; analyze NAME_version; analyze NAME_operation;
        """;

    private const string OpenedPolicy = """
        alter table NAME enable row level security;
        create policy opened on NAME to ringfence_app
            using (tenant_id = (select nullif(current_setting('opened.tenant', true), '')::uuid));
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

    public static Guid TenantOf(long id) => Guid.Parse($"00000000-0000-4000-8000-{(id % Tenants) + 1:D12}");

    /// <summary>The same model for all: it knows no tenant, and no filter is added.</summary>
    private static void Undeclared(OwnershipOptions model) => model.UndeclaredEntities = UndeclaredEntities.Allow;

    public VariantSet Variants(bool includes, bool autoPrepare)
    {
        void Connect(NpgsqlConnectionStringBuilder connection)
        {
            connection.MaxPoolSize = 8;
            connection.MaxAutoPrepare = autoPrepare ? 20 : 0;
            connection.AutoPrepareMinUsages = 2;
        }

        var bare = NpgsqlDataSource.Create(With(_signed, Connect));

        // Under the signed binding prepared statements are kept only by services whose SQL nobody can inject into.
        var signed = _signed.CreateSource(options => options.UnsafeKeepPreparedStatements = autoPrepare, Connect);
        var setting = _setting.CreateSource(connect: Connect);
        var plain = Factory<PlainContext>(to => to.UseNpgsql(bare));
        var opened = Factory<OpenedContext>(to => to.UseNpgsql(bare).AddInterceptors(new OpenedTenant(unsets: false)));
        var unset = Factory<OpenedContext>(to => to.UseNpgsql(bare).AddInterceptors(new OpenedTenant(unsets: true)));
        var bySetting = Factory<BoundContext>(to => to.UseNpgsql().UseRingfence(setting, Undeclared));
        var bySigned = Factory<SignedContext>(to => to.UseNpgsql().UseRingfence(signed, Undeclared));
        ImmutableArray<Variant> all =
        [
            new(Baseline, random => ContextQueries<PlainContext>.ReadAsync(plain, includes, filters: true, random)),
            new(
                "set_config on ConnectionOpened",
                random => ContextQueries<OpenedContext>.ReadAsync(opened, includes, filters: false, random)
            ),
            new(Opened, random => ContextQueries<OpenedContext>.ReadAsync(unset, includes, filters: false, random)),
            new(
                "UseRingfence, setting",
                random => ContextQueries<BoundContext>.ReadAsync(bySetting, includes, filters: false, random)
            ),
            new(
                "UseRingfence, signed",
                random => ContextQueries<SignedContext>.ReadAsync(bySigned, includes, filters: false, random)
            ),
        ];
        return new(all, [bare, signed, setting]);
    }

    /// <summary>Bytes that the service allocates an operation, by one worker, and over the baseline.</summary>
    public static async Task<string> AllocationsAsync(ImmutableArray<Variant> variants)
    {
        var text = new StringBuilder("| variant | bytes | over plain |\n| --- | --- | --- |\n");
        double? baseline = null;
        foreach (var variant in variants)
        {
            var random = new Random(7);
            var rounds = ImmutableArray.CreateBuilder<double>();
            for (var round = -1; round < 3; round++)
            {
                var before = GC.GetTotalAllocatedBytes(precise: true);
                for (var i = 0; i < Counted; i++)
                {
                    await variant.RunAsync(random);
                }

                if (round >= 0) // The first is to warm up.
                {
                    rounds.Add((GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Counted);
                }
            }

            var bytes = Medians.Of(rounds.ToImmutable());
            baseline ??= bytes;
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {variant.Name} | {bytes:F0} | {bytes - baseline:+0;-0;0} |"
            );
        }

        return text.ToString();
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
                Schema =
                    string.Concat(
                        ((string[])["plain", "opened", "bound"]).Select(name =>
                            Tables.Replace("NAME", name, StringComparison.Ordinal)
                        )
                    )
                    + string.Concat(
                        ((string[])["opened_api", "opened_version", "opened_operation"]).Select(name =>
                            OpenedPolicy.Replace("NAME", name, StringComparison.Ordinal)
                        )
                    )
                    + """
                    grant select on plain_api, plain_version, plain_operation, opened_api, opened_version, opened_operation
                        to ringfence_app;
                    """,
                TenantTables = "bound_api bound_version bound_operation",
            }
        );

    private static PooledDbContextFactory<TContext> Factory<TContext>(Action<DbContextOptionsBuilder> configure)
        where TContext : ApiContext
    {
        var builder = new DbContextOptionsBuilder<TContext>();
        configure(builder);
        return new(builder.Options);
    }

    private static string With(TestDatabase database, Action<NpgsqlConnectionStringBuilder> connect)
    {
        var connection = new NpgsqlConnectionStringBuilder(database.ApplicationConnectionString);
        connect(connection);
        return connection.ConnectionString;
    }
}
