using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Ringfence.Benchmarks.Contexts;

namespace Ringfence.Benchmarks.Bindings;

/// <summary>A way by what programs write with.</summary>
/// <param name="Key">What is typed.</param>
/// <param name="Name">What reports call it; unique.</param>
/// <param name="Front">ADO.NET, Dapper or EF Core: variants of one are in one table.</param>
/// <param name="Make">The operation by data sources that are made for it.</param>
internal sealed record BindingVariant(
    string Key,
    string Name,
    string Front,
    Func<BindingSources, Operation, Func<Random, Task>> Make
)
{
    public const string Ado = "ADO.NET";
    public const string Dapper = "Dapper";
    public const string EfCore = "EF Core";

    /// <summary>The first of each front is its baseline.</summary>
    public static ImmutableArray<BindingVariant> All { get; } =
    [
        ByAdo("bare", "bare, hand-written where", sources => Ways.HandWritten(sources.Bare)),
        ByAdo("bare-no-reset", "bare, hand-written where, no reset", sources => Ways.HandWritten(sources.BareNoReset)),
        ByAdo("kong", "Kong: set, query, unset", sources => Ways.Kong(sources.Bare)),
        ByAdo("set-local", "begin, set local, commit", sources => Ways.SetLocal(sources.Bare)),
        ByAdo("pid-table", "pid table, bcrypt", sources => Ways.PidTable(sources.Bare)) with
        {
            NeedsPgcrypto = true,
        },
        ByAdo("source-per-tenant", "data source and role a tenant", sources => Ways.SourceOfTenant(sources.OfTenant)),
        ByAdo("schema-per-tenant", "schema a tenant, search_path", sources => Ways.SchemaOfTenant(sources.Bare)),
        ByAdo("setting", "Ringfence, setting", sources => Ways.Bound(sources.Setting)),
        ByAdo("setting-no-reset", "Ringfence, setting, no reset", sources => Ways.Bound(sources.SettingNoReset)),
        ByAdo(
            "setting-if-dirty",
            "Ringfence, setting, reset only if dirty",
            sources => Ways.Bound(sources.SettingIfDirty)
        ),
        ByAdo(
            "setting-with-bind",
            "Ringfence, setting, reset with the bind",
            sources => Ways.Bound(sources.SettingWithBind)
        ),
        ByAdo("signed", "Ringfence, signed", sources => Ways.Bound(sources.Signed)),
        ByAdo("signed-no-reset", "Ringfence, signed, no reset", sources => Ways.Bound(sources.SignedNoReset)),
        ByAdo(
            "signed-if-dirty",
            "Ringfence, signed, reset only if dirty",
            sources => Ways.Bound(sources.SignedIfDirty)
        ),
        ByAdo(
            "signed-with-bind",
            "Ringfence, signed, reset with the bind",
            sources => Ways.Bound(sources.SignedWithBind)
        ),
        ByAdo(
            "signed-unprepared",
            "Ringfence, signed, never prepared",
            sources => Ways.Bound(sources.SignedUnprepared)
        ) with
        {
            IsOnlyForPrepared = true,
        },
        ByAdo("password", "Ringfence, password", sources => Ways.Bound(sources.Password)) with
        {
            NeedsPgcrypto = true,
        },
        ByDapper("dapper", "Dapper, hand-written where", sources => Ways.HandWritten(sources.Bare)),
        ByDapper("dapper-setting", "Dapper, Ringfence, setting", sources => Ways.Bound(sources.Setting)),
        ByDapper("dapper-signed", "Dapper, Ringfence, signed", sources => Ways.Bound(sources.Signed)),
        ByContext("ef", "EF Core, hand-written filter", sources => sources.Contexts.Plain, filters: true),
        ByContext("ef-opened", "EF Core, set_config on ConnectionOpened", sources => sources.Contexts.Opened),
        ByContext("ef-setting", "EF Core, UseRingfence, setting", sources => sources.Contexts.Setting),
        ByContext("ef-signed", "EF Core, UseRingfence, signed", sources => sources.Contexts.Signed),
    ];

    /// <summary>Whether it hashes passwords, which not every server can.</summary>
    public bool NeedsPgcrypto { get; init; }

    /// <summary>Whether it is another's twin where nothing is prepared.</summary>
    public bool IsOnlyForPrepared { get; init; }

    private static BindingVariant ByAdo(string key, string name, Func<BindingSources, Way> way) =>
        new(key, name, Ado, (sources, operation) => Made(operation, way(sources), one => new AdoCalls(one)));

    private static BindingVariant ByDapper(string key, string name, Func<BindingSources, Way> way) =>
        new(key, name, Dapper, (sources, operation) => Made(operation, way(sources), one => new DapperCalls(one)));

    private static BindingVariant ByContext<TContext>(
        string key,
        string name,
        Func<BindingSources, PooledDbContextFactory<TContext>> factory,
        bool filters = false
    )
        where TContext : ApiContext =>
        new(
            key,
            name,
            EfCore,
            (sources, operation) => new ContextOperations<TContext>(factory(sources), filters).Of(operation.InContext)
        );

    private static Func<Random, Task> Made(Operation operation, Way way, Func<Way, ICalls> calls) =>
        operation.Of(way, calls(way));
}
