using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Ringfence.EntityFrameworkCore.Migrations;
using Ringfence.EntityFrameworkCore.Migrations.Guard;
using Ringfence.EntityFrameworkCore.Migrations.Operations;

namespace PostgresTests.EntityFrameworkCore.Migrations;

public sealed class GuardLimitTests
{
    private static readonly TenantTable[] Tables =
    [
        new(Schema: null, "accounts", "tenant_id"),
        new("sales", "orders", "tenant_id"),
    ];

    [Theory]
    [InlineData(
        "do $$ declare t text := 'accounts'; begin execute format('update %I set state = %L', t, 'start'); end $$"
    )]
    [InlineData("do $$ declare start int; begin start := (select min(id) from accounts); end $$")]
    [InlineData("do $$ declare load int[]; begin load[1] := (select min(id) from accounts); end $$")]
    [InlineData("do $$ declare comment int; begin comment = (select min(id) from accounts); end $$")]
    [InlineData("update U&\"accounts\" set name = ''")]
    [InlineData("update u&\"\\0061ccount\\+000073\" set name = ''")]
    [InlineData("update U&\"!0061ccounts\" /* so */ uescape '!' set name = ''")]
    [InlineData(
        "create function f() returns int begin atomic select case when true then 1 end; end; delete from accounts"
    )]
    [InlineData("create table accounts_copy as table accounts")]
    public void What_touches_rows_of_tenants_is_seen(string sql)
    {
        Assert.NotNull(TenantTableUse.Find(sql, Tables));
    }

    [Theory]
    [InlineData("create publication p for table accounts")]
    [InlineData("create view v as table accounts")]
    [InlineData("create or replace temp view v as table accounts")]
    [InlineData("drop table accounts; create table accounts (id int)")]
    [InlineData("create table if not exists public.accounts (id int)")]
    [InlineData(
        "do $$ begin execute format('alter table %I alter column state set default %L', 'accounts', 'x'); end $$"
    )]
    [InlineData(
        "create function f() returns int begin atomic"
            + " select case when true then 1 end; select count(*) from accounts; end"
    )]
    public void What_touches_none_is_let_through(string sql)
    {
        Assert.Null(TenantTableUse.Find(sql, Tables));
    }

    [Fact]
    public void A_schema_that_only_one_side_names_is_the_same()
    {
        var delete = new DeleteDataOperation
        {
            Schema = "public",
            Table = "accounts",
            KeyColumns = ["id"],
            KeyValues = new object[,]
            {
                { 1 },
            },
        };

        Assert.Throws<UnboundDataMigrationException>(() => new DataMigrationGuard(Tables).Check([delete]));
    }

    [Fact]
    public void A_table_that_is_renamed_stays_in_its_schema()
    {
        var rename = new RenameTableOperation
        {
            Schema = "sales",
            Name = "orders",
            NewName = "invoices",
        };
        var delete = new DeleteDataOperation
        {
            Schema = "sales",
            Table = "invoices",
            KeyColumns = ["id"],
            KeyValues = new object[,]
            {
                { 1 },
            },
        };
        var guard = new DataMigrationGuard(Tables);

        Assert.Throws<UnboundDataMigrationException>(() => guard.Check([rename, delete]));

        Assert.Contains(new("sales", "invoices", "tenant_id"), guard.Isolated);
    }

    [Theory]
    [InlineData("update accounts set tenant_id = ringfence.tenant()", true)]
    [InlineData("do $$ begin update accounts set tenant_id = ringfence.get_tenant(); end $$", true)]
    [InlineData("alter table accounts alter column tenant_id set default ringfence.tenant()", false)]
    public void A_statement_across_tenants_does_not_ask_for_the_bound_one(string sql, bool refused)
    {
        var error = Record.Exception(() =>
            new DataMigrationGuard(Tables).Check([new AcrossTenantsOperation { Reason = "why", Sql = sql }])
        );

        Assert.Equal(refused, error is TenantStatementInvalidException);
    }

    [Theory]
    [InlineData("create function f() returns int return 1; create or replace temp view v as select f()", true)]
    [InlineData("create function f() returns int return 1; create or replace rule r as on delete to a do also x", true)]
    [InlineData("create function f() returns int return 1; create temp table t as select f()", false)]
    public void What_comes_with_functions_calls_none(string sql, bool isDefinition)
    {
        Assert.Equal(isDefinition, RoutineDefinitions.AreAll(sql));
    }

    [Fact]
    public void A_block_for_each_tenant_does_not_either()
    {
        var block = new ForEachTenantOperation { Sql = "do $$ begin perform ringfence.tenant(), 'accounts'; end $$" };

        Assert.Throws<TenantStatementInvalidException>(() => new DataMigrationGuard(Tables).Check([block]));
    }
}
