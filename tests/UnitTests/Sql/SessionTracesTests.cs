using Ringfence.Sql;

namespace UnitTests.Sql;

public sealed class SessionTracesTests
{
    private static readonly SessionTraces Traces = new(
        ["set_config", "pg_advisory_lock", "nextval", "price_of"],
        writers: ["booked", "Set_Config"],
        folds: false
    );

    [Theory]
    [InlineData("select i.name from item as i where i.id = $1")]
    [InlineData("SELECT count(*), max(i.total) FROM invoice AS i WHERE i.id IN (1, 2) AND (i.a OR NOT (i.b))")]
    [InlineData("with recursive t (n) as (select 1 union all select n + 1 from t) select pg_catalog.sum(t.n) from t")]
    [InlineData("select @p::numeric(10, 2), cast(:p as varchar(20)), \"lower\"('A'), 'Zürich', 1e5, 1foo")]
    [InlineData("(select 1) union (select 2);")]
    [InlineData("\n  select 'it''s' ; select 2 ;\t")]
    [InlineData("values (1), (2)")]
    [InlineData("begin; savepoint a; rollback to a; commit")]
    [InlineData("")]
    public void Reading_rows_leaves_nothing(string text)
    {
        Assert.Equal(TextTraces.None, Traces.Read(text));
    }

    [Theory]
    [InlineData("insert into item (id, name) values ($1, 'x') returning id")]
    [InlineData("  INSERT\n\tINTO shop.\"Item\" (\"Id\") values (@id) on conflict (id) do update set id = 1")]
    [InlineData("update item set name = lower(name) where id = any(@ids)")]
    [InlineData("delete from item using (values (1), (2)) as v (id) where item.id = v.id")]
    [InlineData("merge into item as i using (select 1 as id) as n on i.id = n.id when matched then delete")]
    [InlineData("begin; insert into item (id) values (1); commit")]
    [InlineData("select i.BOOKED from item as i")]
    public void Writing_rows_may_leave_the_last_values_of_sequences(string text)
    {
        Assert.Equal(TextTraces.Sequences, Traces.Read(text));
    }

    [Theory]
    [InlineData("set search_path = x")]
    [InlineData("select set_config('a.b', 'c', false)")]
    [InlineData("select pg_catalog . \"SET_CONFIG\" ('a.b', 'c', false)")]
    [InlineData("select 1 where set_config('a.b', 'c', false) <> ''")]
    [InlineData("select ('{1,2}'::integer[])[1:set_config('a.b', '1', false)::integer]")]
    [InlineData("select (5).pg_advisory_lock")]
    [InlineData("select @p .pg_advisory_lock")]
    [InlineData("select (array[5])[1].pg_advisory_lock")]
    [InlineData("select x.pg_advisory_lock from generate_series(5, 5) as x")]
    [InlineData("select i.price_of from item as i")]
    [InlineData("select 1and_x, 1pg_advisory_lock(1)")]
    [InlineData("update pg_settings set setting = '1' where name = 'a'")]
    [InlineData("insert into item (id) values (nextval('s'))")]
    [InlineData("with a as (select 1) update pg_catalog.\"pg_settings\" set setting = '1'")]
    public void Whoever_names_a_function_that_leaves_something_may(string text)
    {
        Assert.True(Traces.Read(text).HasFlag(TextTraces.Session));
    }

    [Theory]
    [InlineData("select U&\"set\\005fconfig\"('a.b', 'c', false)")]
    [InlineData("select U&\"set!005fconfig\" uescape '!' ('a.b', 'c', false)")]
    [InlineData("select '\\' || ' , x(), '\\''")]
    [InlineData("select 1 /* a */")]
    [InlineData("select 1 -- a\n insert into temporary t")]
    [InlineData("select $$;$$")]
    [InlineData("select $a$ $a$")]
    [InlineData("select f@p(1)")]
    [InlineData("select f:p(1)")]
    [InlineData("select f$1(1)")]
    [InlineData("select aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa(1)")]
    public void What_could_hide_a_name_may_leave_something(string text)
    {
        Assert.Equal(TextTraces.Session, Traces.Read(text));
    }

    [Theory]
    [InlineData("select 1; listen a")]
    [InlineData("select ';' ; listen a")]
    [InlineData("select 1 into temporary table t")]
    [InlineData("select 1into temporary table t")]
    [InlineData("select 1e5into temporary table t")]
    [InlineData("select 1.e5INTO temporary table t")]
    [InlineData("select 1.5e+5into temporary table t")]
    [InlineData("select insert into temporary table t from (select 1 as insert) as s")]
    [InlineData("select (1) insert into temporary table t")]
    [InlineData("select ';insert' into temporary table t")]
    [InlineData("select 1 as \";insert\"into temporary table t")]
    [InlineData("select ';insert into' into temporary table t")]
    [InlineData("insert into t select 1 into temporary table u")]
    [InlineData("create temporary table t (id integer)")]
    [InlineData("prepare p as select 1")]
    [InlineData("declare c cursor with hold for select 1")]
    [InlineData("do 'begin perform 1; end'")]
    [InlineData("call raise_totals(1)")]
    [InlineData("copy item to stdout")]
    [InlineData("explain analyze select 1")]
    [InlineData("load 'auto_explain'")]
    [InlineData("reset all")]
    [InlineData("\u00a0select 1")]
    public void What_is_no_reading_or_writing_of_rows_may_leave_something(string text)
    {
        Assert.Equal(TextTraces.Session, Traces.Read(text));
    }

    [Theory]
    [InlineData("my function", "select \"my function\"(1)")]
    [InlineData("größe", "select größe(1)")]
    [InlineData("2b", "select \"2b\"(1)")]
    public void A_function_whose_name_is_no_word_makes_every_text_that_could_have_it_leave_something(
        string function,
        string text
    )
    {
        Assert.Equal(TextTraces.Session, new SessionTraces([function], [], folds: false).Read(text));
        Assert.Equal(
            TextTraces.None,
            new SessionTraces([function], [], folds: false).Read("select a.id from item as a")
        );
    }

    [Theory]
    [InlineData("my function", "select \"my function\"(1)")]
    [InlineData("größe", "select größe(1)")]
    public void Of_one_that_may_leave_only_the_last_values_of_sequences_the_same_is_said(string function, string text)
    {
        Assert.Equal(TextTraces.Session, new SessionTraces([], [function], folds: false).Read(text));
        Assert.Equal(
            TextTraces.None,
            new SessionTraces([], [function], folds: false).Read("select a.id from item as a")
        );
    }

    [Fact]
    public void Where_letters_are_folded_one_that_is_not_ASCII_may_be_one_that_is()
    {
        var folding = new SessionTraces(["set_config"], [], folds: true);

        Assert.Equal(TextTraces.Session, folding.Read("select set_confİg('a.b', 'c', false)"));
        Assert.Equal(TextTraces.None, folding.Read("select a.\"id\" from item as a"));
    }

    [Fact]
    public void To_read_a_text_takes_no_memory()
    {
        const string Text = "select i.name, count(*) from item as i where i.id = $1 group by 1; select 2";
        Traces.Read(Text);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Traces.Read(Text);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
