using System.Globalization;
using Npgsql;

namespace Ringfence.Benchmarks.Policy;

/// <summary>
/// The tables of the policy question, with the rows of a thousand tenants. One table serves all variants: each is a role
/// of its own, with a policy of its own, and whoever bypasses policies filters by hand.
/// </summary>
internal static class MarketData
{
    public const string Tables = "account purchase item payment parcel note";

    /// <summary>
    /// Rows come in blocks of 400 items, 100 purchases and 10 accounts of one tenant; every hundredth block is the first
    /// tenant's.
    /// </summary>
    public const string Schema = """
        create function owner_of(block bigint) returns uuid language sql immutable return
            ('00000000-0000-4000-8000-' || lpad((case when block % 100 = 0 then 1 else 1 + block % 1000 end)::text, 12, '0'))::uuid;
        create table account (tenant_id uuid not null, id bigint not null, name text not null);
        create table purchase (tenant_id uuid not null, id bigint not null, account_id bigint not null);
        create table item (tenant_id uuid not null, id bigint not null, purchase_id bigint not null, total integer not null,
            name text not null);
        create table payment (tenant_id uuid not null, id bigint not null, purchase_id bigint not null);
        create table parcel (tenant_id uuid not null, id bigint not null, payment_id bigint not null);
        create table note (tenant_id uuid not null, id bigint not null, text text not null)
        """;

    private const string Fill = """
        insert into account select owner_of(n / 10), n, 'account ' || n from generate_series(0, $1 / 40 - 1) as n;
        insert into purchase select owner_of(n / 100), n, n / 10 from generate_series(0, $1 / 4 - 1) as n;
        insert into item select owner_of(n / 400), n, n / 4, n % 1000, 'item ' || n from generate_series(0, $1 - 1) as n;
        insert into payment select owner_of(n / 100), n, n from generate_series(0, $1 / 4 - 1) as n;
        insert into parcel select owner_of(n / 100), n, n from generate_series(0, $1 / 4 - 1) as n;
        insert into note select owner_of(n / 40), n, 'word' || n::bigint * 7919 % 5000 || ' of note ' || n
        from generate_series(0, $1 / 10 - 1) as n
        """;

    /// <summary>With keys that lead with the tenant, those indexes have nothing to do that protecting made before.</summary>
    private const string Finish = """
        drop index account_tenant_id_idx, purchase_tenant_id_idx, item_tenant_id_idx, payment_tenant_id_idx,
            parcel_tenant_id_idx, note_tenant_id_idx;
        alter table account add primary key (tenant_id, id);
        alter table purchase add primary key (tenant_id, id);
        create index on purchase (tenant_id, account_id);
        alter table item add primary key (tenant_id, id);
        create index on item (tenant_id, purchase_id);
        alter table payment add primary key (tenant_id, id);
        create index on payment (tenant_id, purchase_id);
        alter table parcel add primary key (tenant_id, id);
        create index on parcel (tenant_id, payment_id);
        alter table note add primary key (tenant_id, id);
        create index on note (tenant_id, text text_pattern_ops);
        create index on note using gin (to_tsvector('simple', text))
        """;

    private const string Rivals = """
        create role kong_app;
        create role bare_app;
        create function kong_set(tenant uuid) returns void language plpgsql as
            $f$ begin perform set_config('kong.tenant', tenant::text, false); end $f$;
        create function kong_get() returns uuid language plpgsql stable as
            $f$ begin return nullif(current_setting('kong.tenant', true), '')::uuid; end $f$;
        do $do$
        declare
            name text;
        begin
            foreach name in array array['account', 'purchase', 'item', 'payment', 'parcel', 'note'] loop
                execute format('grant select, update on %I to kong_app, bare_app', name);
                execute format('create policy kong on %I to kong_app using (tenant_id = kong_get())', name);
                execute format('create policy bare on %I to bare_app'
                    ' using (tenant_id = nullif(current_setting(''bare.tenant'', true), '''')::uuid)', name);
            end loop;
        end
        $do$
        """;

    /// <summary>Fills the tables, which are protected already, and makes roles and policies of the other ways.</summary>
    public static async Task FillAsync(NpgsqlDataSource superuser, long rows)
    {
        foreach (var statement in Fill.Split(";\n"))
        {
            await RunAsync(
                superuser,
                statement.Replace("$1", rows.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            );
        }

        await RunAsync(superuser, Finish);
        await RunAsync(superuser, Rivals);
        await using var connection = await superuser.OpenConnectionAsync();
        await using var vacuum = new NpgsqlCommand("vacuum analyze", connection) { CommandTimeout = 0 };
        await vacuum.ExecuteNonQueryAsync();
    }

    /// <summary>Gives back what the updates that were rolled back left.</summary>
    public static Task TidyAsync(NpgsqlDataSource superuser) => RunAsync(superuser, "vacuum item");

    private static async Task RunAsync(NpgsqlDataSource superuser, string sql)
    {
        await using var command = superuser.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}
