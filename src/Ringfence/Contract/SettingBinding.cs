using System.Collections.Immutable;
using Ringfence.Sql;

namespace Ringfence.Contract;

/// <summary>The setting binding: the plain tenant id in a setting that any SQL may write.</summary>
internal static class SettingBinding
{
    public const string UnsetTenant = """
        create or replace function ringfence.unset_tenant() returns void
        language plpgsql set search_path = pg_catalog, pg_temp as $unset_tenant$
        begin
            perform set_config('ringfence.tenant', '', false);
        end
        $unset_tenant$
        """;

    public const string GetTenant = """
        create or replace function ringfence.get_tenant() returns text
        language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp as $get_tenant$
        begin
            return ringfence.tenant()::text;
        end
        $get_tenant$
        """;

    public static readonly ImmutableArray<Routine> Public =
    [
        .. SessionFunctions.Public,
        new("ringfence.bind(text)", "binds this transaction to a tenant"),
        new("ringfence.set_tenant(text)", "binds this session to a tenant"),
        ResettingBind.Public,
    ];

    public static ImmutableArray<string> Statements(TenantIdType type) =>
        [
            .. SessionFunctions.Statements,
            Bind,
            ResettingBind.Statement(SetLocal("answer")),
            SetTenant,
            UnsetTenant,
            Tenant(type),
            GetTenant,
        ];

    private static readonly string Bind = $"""
        create or replace procedure ringfence.bind(token text)
        language plpgsql as $bind$
        begin
            {SetLocal("token")};
        end
        $bind$
        """;

    private const string SetTenant = """
        create or replace function ringfence.set_tenant(token text) returns void
        language plpgsql set search_path = pg_catalog, pg_temp as $set_tenant$
        begin
            perform set_config('ringfence.tenant', token, false);
        end
        $set_tenant$
        """;

    /// <summary>
    /// An assignment, which PL/pgSQL works out without a query, and the function by its full name, so that no search path
    /// has to be pinned: half the price each, and this runs in front of every statement.
    /// </summary>
    /// <param name="variable">What the answer goes to; nobody reads it.</param>
    private static string SetLocal(string variable) =>
        $"{variable} := pg_catalog.set_config('ringfence.tenant', token, true)";

    /// <summary>
    /// Without a search path of its own, since its names were bound when it was made (an SQL-standard body, chapter
    /// 38.5), and so that it may be inlined. After <c>set local</c> the setting is empty, not null.
    /// </summary>
    private static string Tenant(TenantIdType type) =>
        Ddl.Text(
            $"""
            create or replace function ringfence.tenant() returns {type}
            language sql stable parallel safe
            return nullif(pg_catalog.current_setting('ringfence.tenant', true), '')::{type}
            """
        );
}
