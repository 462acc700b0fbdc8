using Ringfence.EntityFrameworkCore.Migrations;
using Ringfence.EntityFrameworkCore.Migrations.Guard;

namespace PostgresTests.EntityFrameworkCore.Migrations;

public sealed class GuardTests
{
    private static readonly TenantTable[] Tables =
    [
        new(Schema: null, "accounts", "tenant_id"),
        new(Schema: null, "Odd.\"Name", "tenant_id"),
        new("sales", "orders", "tenant_id"),
    ];

    [Theory]
    [InlineData("update accounts set name = ''")]
    [InlineData("UPDATE ONLY Accounts AS a SET name = ''")]
    [InlineData("update only (accounts) set name = ''")]
    [InlineData("update \"accounts\" set name = ''")]
    [InlineData("update public.accounts set name = ''")]
    [InlineData("update \"public\" . \"accounts\" set name = ''")]
    [InlineData("update \"Odd.\"\"Name\" set name = ''")]
    [InlineData("update sales.orders set name = ''")]
    [InlineData("update orders set name = ''")]
    [InlineData("-- nothing\nupdate /* of /* all */ */ accounts set name = ''")]
    [InlineData("delete from accounts")]
    [InlineData("delete from only accounts * where true")]
    [InlineData("delete from currencies using accounts where true")]
    [InlineData("delete from currencies using rates as r, accounts as a where true")]
    [InlineData("update currencies set rate = 1 from accounts where true")]
    [InlineData("update currencies set rate = (select max(rate) from accounts)")]
    [InlineData("insert into accounts (name) values ('x')")]
    [InlineData("insert into accounts default values")]
    [InlineData("insert into currencies select name from accounts")]
    [InlineData("insert into currencies (code) select a.name from rates as r join accounts as a on true")]
    [InlineData("insert into currencies select r.name from rates as r, lateral (select name from accounts) as a")]
    [InlineData("merge into accounts as a using rates as r on true when matched then delete")]
    [InlineData("merge into rates as r using accounts as a on true when matched then delete")]
    [InlineData("with gone as (delete from accounts returning *) insert into log select * from gone")]
    [InlineData("with gone as materialized (select 1) delete from accounts")]
    [InlineData("truncate log; delete from accounts")]
    [InlineData("select 1;;; update accounts set name = ''")]
    [InlineData("select setval('ids', (select max(id) from accounts))")]
    [InlineData("select * into copied from accounts")]
    [InlineData("create table copied as select * from accounts")]
    [InlineData("create unlogged table copied as table accounts")]
    [InlineData("create materialized view copied as select * from accounts")]
    [InlineData("copy accounts from stdin")]
    [InlineData("copy (select * from accounts) to stdout")]
    [InlineData("table accounts")]
    [InlineData("explain analyze delete from accounts")]
    [InlineData("prepare p as update accounts set name = ''")]
    [InlineData("do $$ begin update accounts set name = ''; end $$")]
    [InlineData("do $x$ declare n int; begin if true then delete from accounts; end if; end $x$")]
    [InlineData("do $x$ begin for r in select * from accounts loop null; end loop; end $x$")]
    [InlineData("do 'begin update accounts set name = ''''; end'")]
    [InlineData("do language plpgsql $$ begin execute 'update accounts set name = 1'; end $$")]
    [InlineData("do $$ begin execute format('update %I set name = 1', 'accounts'); end $$")]
    [InlineData("do $$ declare t text := 'accounts'; begin execute 'delete from ' || t; end $$")]
    [InlineData(
        "create function f() returns void language sql begin atomic delete from log; end; delete from accounts"
    )]
    public void What_touches_rows_of_tenants_is_seen(string sql)
    {
        Assert.NotNull(TenantTableUse.Find(sql, Tables));
    }

    [Theory]
    [InlineData("")]
    [InlineData(";; -- delete from accounts")]
    [InlineData("/* delete from accounts */ delete from log")]
    [InlineData("truncate accounts")]
    [InlineData("lock table accounts in exclusive mode")]
    [InlineData("alter table accounts add column x int")]
    [InlineData("alter table log add foreign key (a) references accounts (id) on delete cascade on update set null")]
    [InlineData("drop table accounts")]
    [InlineData("create index on accounts (name)")]
    [InlineData("create trigger t after insert or update on accounts for each row execute function f()")]
    [InlineData("create policy p on accounts for update to x using (true)")]
    [InlineData("create view v as select * from accounts")]
    [InlineData("create rule r as on update to accounts do instead nothing")]
    [InlineData("create table logs (id int references accounts, x text generated always as ('from accounts') stored)")]
    [InlineData("create function f() returns void language sql as $$ update accounts set name = '' $$")]
    [InlineData(
        "create procedure f() language sql begin atomic update accounts set name = ''; delete from accounts; end"
    )]
    [InlineData("grant select, insert, update, delete on accounts to someone")]
    [InlineData("revoke update on table accounts from someone")]
    [InlineData("comment on table accounts is 'update accounts set name = null'")]
    [InlineData("update currencies set name = 'update accounts set name'")]
    [InlineData("update currencies set name = E'\\' from accounts'")]
    [InlineData("update currencies set name = $$ from accounts $$")]
    [InlineData("update currencies set accounts = 1 where accounts = 2")]
    [InlineData("insert into currencies (code, accounts) values ('x', 1)")]
    [InlineData("insert into currencies (code) select accounts from rates where extract(year from accounts) = 1")]
    [InlineData("select a.x, accounts from rates as a where a.x is distinct from accounts order by x, accounts")]
    [InlineData("update \"Accounts\" set name = ''")]
    [InlineData("update accounts_log set name = ''")]
    [InlineData("update Odd.Name set name = ''")]
    [InlineData("update purchasing.orders set name = ''")]
    [InlineData("insert into currencies (code) values ('a') on conflict (code) do update set accounts = 1")]
    [InlineData("do $$ begin alter table accounts add column x int; update currencies set rate = 1; end $$")]
    [InlineData("do $$ begin execute 'alter table accounts add column x int'; end $$")]
    public void What_touches_none_is_let_through(string sql)
    {
        Assert.Null(TenantTableUse.Find(sql, Tables));
    }

    [Theory]
    [InlineData("insert into accounts (tenant_id) values (ringfence.tenant())", true)]
    [InlineData("select \"ringfence\" . get_tenant()", true)]
    [InlineData("update accounts set tenant = 'ringfence.tenant()'", false)]
    public void Who_asks_for_a_bound_tenant_is_seen(string sql, bool asks)
    {
        Assert.Equal(asks, TenantTableUse.ReadsBoundTenant(sql));
    }
}
