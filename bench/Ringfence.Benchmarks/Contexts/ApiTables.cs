namespace Ringfence.Benchmarks.Contexts;

/// <summary>The tables that rows are read from: twenty tenants with a thousand APIs each, three versions, nine operations.</summary>
internal static class ApiTables
{
    public const int Tenants = 20;
    public const int Apis = 20_000;

    private const string ApiSql = """
        create table NAME_api (id bigint not null, tenant_id uuid not null, name text not null, primary key (tenant_id, id));
        insert into NAME_api (id, tenant_id, name)
        select n, ('00000000-0000-4000-8000-' || lpad((n % 20 + 1)::text, 12, '0'))::uuid, 'api ' || n
        from generate_series(1, 20000) as n;
        analyze NAME_api;
        """;

    private const string PartsSql = """
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
        insert into NAME_version (id, tenant_id, api_id, number)
        select a.id * 10 + n, a.tenant_id, a.id, n from NAME_api as a, generate_series(1, 3) as n;
        insert into NAME_operation (id, tenant_id, version_id, path)
        select v.id * 10 + n, v.tenant_id, v.id, '/' || n from NAME_version as v, generate_series(1, 3) as n;
        analyze NAME_version; analyze NAME_operation;
        """;

    private const string OpenedSql = """
        alter table NAME enable row level security;
        alter table NAME alter column tenant_id set default nullif(current_setting('opened.tenant', true), '')::uuid;
        create policy opened on NAME to ringfence_app
            using (tenant_id = (select nullif(current_setting('opened.tenant', true), '')::uuid));
        """;

    public static Guid TenantOf(long id) => Tenant((int)(id % Tenants) + 1);

    public static Guid Tenant(int number) => Guid.Parse($"00000000-0000-4000-8000-{number:D12}");

    /// <summary>SQL that makes <c>name_api</c>.</summary>
    public static string Api(string name) => Named(ApiSql, name);

    /// <summary>SQL that makes <c>name_version</c> and <c>name_operation</c> as well.</summary>
    public static string ApiAndParts(string name) => Named(ApiSql, name) + Named(PartsSql, name);

    /// <summary>SQL that makes a policy by a plain setting, which the service writes.</summary>
    public static string Opened(string table) => Named(OpenedSql, table);

    private static string Named(string sql, string name) => sql.Replace("NAME", name, StringComparison.Ordinal) + "\n";
}
