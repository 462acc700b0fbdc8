using System.Globalization;
using PostgresTests.Contract;
using Ringfence.Testing;

namespace PostgresTests.Catalog;

/// <summary>A database with one of every kind that a snapshot has, of names that nobody would choose.</summary>
internal static class EveryKind
{
    /// <summary>A name of 63 bytes with all that has to be quoted somewhere.</summary>
    public const string HostileName = "a\"b'c\\d\ne\tf.g;--$$[red]%I{0}é漢🦊 Ünïcode …63 bytes now";

    private const string Kinds = """
        create role reader_{0} login password 'of a throw-away server';
        create role group_{0} nologin;
        create role definer_{0} nologin bypassrls;
        grant group_{0} to reader_{0} with admin option;
        alter role reader_{0} set statement_timeout = '7s';
        alter role reader_{0} in database {1} set search_path = 'a=b', public;
        create schema shop;
        grant usage on schema shop to group_{0};
        create collation shop.blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
        create domain shop.code as varchar(10);
        create domain shop.short_code as shop.code check (length(value) < 5);
        create table shop.account (id uuid primary key, parent_id uuid references shop.account, slug text unique);
        create table shop.project (
            id bigint generated always as identity,
            account_id uuid not null references shop.account on delete cascade deferrable,
            code shop.short_code,
            title text collate shop.blind,
            weight int default 3 constraint positive check (weight > 0),
            heavy int generated always as (weight * 2) stored,
            primary key (account_id, id)
        );
        create table shop.task (
            id serial primary key,
            account_id uuid not null,
            project_id bigint,
            during int4range,
            constraint apart exclude using gist (during with &&)
        );
        alter table shop.task add constraint task_project foreign key (account_id, project_id) references shop.project
            match full on update cascade on delete set null not valid;
        create unique index task_open on shop.task (account_id desc, lower(id::text) text_pattern_ops)
            include (project_id) where project_id is null;
        create table shop.measured (account_id uuid, at date) partition by range (at);
        create table shop.measured_2026 partition of shop.measured for values from ('2026-01-01') to ('2027-01-01');
        create table shop.base (id int);
        create table shop.derived (more int) inherits (shop.base);
        create unlogged table shop.scratch (id int) with (fillfactor = 70);
        alter table shop.project enable row level security;
        alter table shop.project force row level security;
        create function shop.tenant() returns uuid language sql stable parallel safe set search_path = pg_catalog, pg_temp
            as $$ select nullif(current_setting('app.tenant', true), '')::uuid $$;
        create function shop.counted() returns bigint language sql return (select count(*) from shop.task);
        create function shop.leaky(int) returns boolean language sql immutable leakproof as 'select true';
        create function shop.guard() returns trigger language plpgsql security definer as $$ begin return new; end $$;
        alter function shop.guard() owner to definer_{0};
        revoke execute on function shop.guard() from public;
        create operator shop.=== (leftarg = uuid, rightarg = uuid, function = uuid_eq);
        create policy theirs on shop.project using (account_id = (select shop.tenant()));
        create policy floor on shop.project as restrictive for update to group_{0}
            using (account_id operator(shop.===) shop.tenant()) with check (weight < 100 and title like 'x%');
        grant select, insert (title), update (title) on shop.project to group_{0};
        grant select on shop.project to reader_{0} with grant option;
        grant truncate on shop.task to public;
        create view shop.open_task with (security_barrier) as
            select t.id from shop.task as t
            where t.project_id in (select p.id from shop.project as p) with local check option;
        create view shop.open_again as select o.id from shop.open_task as o;
        create materialized view shop.totals as select count(*) from shop.task;
        create rule quiet as on delete to shop.base do instead nothing;
        create trigger guarded before insert or update of title on shop.project for each row
            when (new.weight > 1) execute function shop.guard();
        alter table shop.project disable trigger guarded;
        create sequence shop.numbers;
        grant usage on sequence shop.numbers to group_{0};
        alter default privileges in schema shop grant select on tables to public;
        create function shop.told() returns event_trigger language plpgsql as 'begin end';
        create event trigger told_{0} on ddl_command_end when tag in ('CREATE TABLE') execute function shop.told();
        create foreign data wrapper wrapped;
        create server elsewhere foreign data wrapper wrapped options (host 'db.example', password 'a secret');
        create user mapping for public server elsewhere options (password 'another secret');
        create foreign table shop.far (id int) server elsewhere;
        create publication told_all for table shop.task, shop.measured with (publish_via_partition_root = true);
        alter table shop.task replica identity full;
        select lo_from_bytea(4711, 'x');
        grant select on large object 4711 to public;
        create schema cron;
        create table cron.job (jobid bigint, username text, database text, command text, active boolean);
        insert into cron.job values (1, 'postgres', '{1}', 'vacuum', true);
        alter extension plpgsql add table cron.job;
        """;

    public static async Task<BareDatabase> CreateAsync(PostgresServer server)
    {
        var database = await BareDatabase.CreateAsync(server);
        var sql = Kinds
            .Replace("{0}", database.Suffix, StringComparison.Ordinal)
            .Replace("{1}", database.Name, StringComparison.Ordinal);
        await database.ExecuteAsync(sql);
        var name = BareDatabase.Quoted(HostileName);
        await database.ExecuteAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"create schema {name}; create table {name}.{name} ({name} int)"
            )
        );
        return database;
    }

    /// <summary>The login that may do nothing but what public may.</summary>
    public static string Reader(BareDatabase database) => $"reader_{database.Suffix}";
}
