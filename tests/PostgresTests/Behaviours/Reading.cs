using System.Collections.Immutable;
using System.Data;
using System.Data.Common;
using System.Globalization;

namespace PostgresTests.Behaviours;

internal static class Reading
{
    private const string Totals = "select i.total, i.note from invoice as i order by i.total";

    public static readonly ImmutableArray<Behaviour> All =
    [
        new("Reading: rows", stage => stage.ReadAsync(Totals)),
        new("Reading: no rows", stage => stage.ReadAsync("select i.total from invoice as i where false")),
        new("Reading: a row without columns", stage => stage.ReadAsync("select")),
        new("Reading: columns of one name", stage => stage.ReadAsync("select 1 as a, 2 as a, 3 as \"A\"")),
        new("Reading: values", stage => stage.ReadAsync("values (1, 'a'), (2, null)")),
        new("Reading: a table statement", stage => stage.ReadAsync("table invoice")),
        new("Reading: show", stage => stage.ReadAsync("show transaction_isolation")),
        new("Reading: explain", stage => stage.ReadAsync("explain (costs off) select 1")),
        new(
            "Reading: a common table expression that changes rows",
            stage =>
                stage.ReadAsync(
                    "with gone as (delete from invoice where total > 1 returning total) select sum(total) from gone"
                )
        ),
        new(
            "Reading: insert returning",
            stage => stage.ReadAsync("insert into invoice (total) values (7), (8) returning id, total, tenant_id")
        ),
        new(
            "Reading: numbers",
            stage =>
                stage.ReadAsync(
                    "select 1::smallint, 2::integer, 3::bigint, 1.50::numeric, 2.5::real, 3.5::double precision, 4::oid"
                )
        ),
        new(
            "Reading: texts and bytes",
            stage =>
                stage.ReadAsync(
                    @"select 'a'::text, 'b'::char(3), 'c'::varchar, 'd'::name, '\x0102'::bytea, 'e'::""char"""
                )
        ),
        new(
            "Reading: times",
            stage =>
                stage.ReadAsync(
                    "select '2026-01-02'::date, '2026-01-02 03:04:05'::timestamp, '2026-01-02 03:04:05+00'::timestamptz, "
                        + "'03:04'::time, '1 day 2 hours'::interval"
                )
        ),
        new(
            "Reading: json, uuid, boolean, enum",
            stage =>
                stage.ReadAsync(
                    """select '{"a": 1}'::json, '{"a": 1}'::jsonb, '11111111-1111-1111-1111-111111111111'::uuid, true, 'calm'::mood"""
                )
        ),
        new(
            "Reading: arrays and ranges",
            stage =>
                stage.ReadAsync(
                    "select array[1, 2], array['a', null], '{}'::integer[], int4range(1, 5), '[1,2)'::numrange"
                )
        ),
        new("Reading: a record", stage => stage.ReadAsync("select row(1, 'a'), array[row(2, 'b')]")),
        new(
            "Reading: networks and bits",
            stage => stage.ReadAsync("select '10.0.0.1'::inet, '10.0.0.0/8'::cidr, b'101', point(1, 2)")
        ),
        new(
            "Reading: typed getters",
            stage =>
                WithRowAsync(
                    stage,
                    "select 1::smallint, 2, 3::bigint, true, 'x', 1.5::numeric, 2.5::real, 3.5::float8, now()::date = now()::date",
                    reader =>
                    {
                        stage.Note("small", reader.GetInt16(0));
                        stage.Note("int", reader.GetInt32(1));
                        stage.Note("wider", reader.GetInt64(1));
                        stage.Note("big", reader.GetInt64(2));
                        stage.Note("bool", reader.GetBoolean(3));
                        stage.Note("text", reader.GetString(4));
                        stage.Note("char", reader.GetChar(4));
                        stage.Note("decimal", reader.GetDecimal(5));
                        stage.Note("float", reader.GetFloat(6));
                        stage.Note("double", reader.GetDouble(7));
                        stage.Note("byte", reader.GetByte(0));
                    }
                )
        ),
        new(
            "Reading: the wrong getter",
            stage =>
                WithRowAsync(
                    stage,
                    "select 'x', 1.5::numeric, 70000",
                    reader =>
                    {
                        stage.Fail("int of text", () => reader.GetInt32(0));
                        stage.Fail("guid of number", () => reader.GetGuid(1));
                        stage.Fail("small of large", () => reader.GetInt16(2));
                        stage.Fail("date of text", () => reader.GetDateTime(0));
                        stage.Fail("unknown type", () => reader.GetFieldValue<Calendar>(0));
                    }
                )
        ),
        new(
            "Reading: null",
            stage =>
                WithRowAsync(
                    stage,
                    "select null::integer, null::text",
                    reader =>
                    {
                        stage.Note("is null", reader.IsDBNull(0));
                        stage.Note("value", reader.GetValue(0));
                        stage.Note("nullable", reader.GetFieldValue<int?>(0));
                        stage.Note("object", reader.GetFieldValue<object>(0));
                        stage.Fail("int", () => reader.GetInt32(0));
                        stage.Fail("string", () => reader.GetString(1));
                    }
                )
        ),
        new(
            "Reading: ordinals and indexers",
            stage =>
                WithRowAsync(
                    stage,
                    "select 1 as one, 2 as \"Two\"",
                    reader =>
                    {
                        stage.Note("exact", reader.GetOrdinal("Two"));
                        stage.Note("other case", reader.GetOrdinal("ONE"));
                        stage.Note("by name", reader["two"]);
                        stage.Note("by number", reader[0]);
                        stage.Fail("missing", () => reader.GetOrdinal("three"));
                        stage.Fail("out of range", () => reader.GetValue(2));
                        stage.Fail("negative", () => reader.GetName(-1));
                    }
                )
        ),
        new(
            "Reading: before the first and after the last row",
            async stage =>
            {
                await using var reader = await stage.Call.ReaderAsync(stage.Command("select 1"));
                stage.Fail("before", () => reader.GetInt32(0));
                stage.Note("has rows", reader.HasRows);
                stage.Note("read", await stage.Call.ReadAsync(reader));
                stage.Note("read", await stage.Call.ReadAsync(reader));
                stage.Fail("after", () => reader.GetInt32(0));
                stage.Note("read", await stage.Call.ReadAsync(reader));
                stage.Note("next", await stage.Call.NextResultAsync(reader));
                stage.Note("has rows", reader.HasRows);
                stage.Note("fields", reader.FieldCount);
            }
        ),
        new(
            "Reading: what a reader is",
            stage =>
                WithRowAsync(
                    stage,
                    Totals,
                    reader =>
                    {
                        stage.Note("class", reader.GetType());
                        stage.Note("depth", reader.Depth);
                        stage.Note("fields", (reader.FieldCount, reader.VisibleFieldCount));
                        stage.Note("types", new[] { reader.GetFieldType(0), reader.GetFieldType(1) });
                        stage.Note(
                            "provider",
                            (reader.GetProviderSpecificFieldType(0), reader.GetProviderSpecificValue(0))
                        );
                        stage.Note("closed", reader.IsClosed);
                        stage.Note("affected", reader.RecordsAffected);
                    }
                )
        ),
        new(
            "Reading: values into arrays",
            stage =>
                WithRowAsync(
                    stage,
                    "select 1, 'b', true",
                    reader =>
                    {
                        var (few, many) = (new object[2], new object[5]);
                        stage.Note("few", (reader.GetValues(few), few));
                        stage.Note("many", (reader.GetValues(many), many));
                        stage.Note("provider", (reader.GetProviderSpecificValues(few), few));
                    }
                )
        ),
        new(
            "Reading: fields by type",
            async stage =>
            {
                await using var reader = await stage.Call.ReaderAsync(
                    stage.Command("select 1, 'a', null::integer, '2026-01-02'::date, array[1, 2], 2::bigint")
                );
                await stage.Call.ReadAsync(reader);
                stage.Note("int", await stage.Call.FieldAsync<int>(reader, 0));
                stage.Note("long", await stage.Call.FieldAsync<long>(reader, 0));
                stage.Note("text", await stage.Call.FieldAsync<string>(reader, 1));
                stage.Note("null", await stage.Call.IsNullAsync(reader, 2));
                stage.Note("date", await stage.Call.FieldAsync<DateOnly>(reader, 3));
                stage.Note("list", await stage.Call.FieldAsync<List<int>>(reader, 4));
                await stage.FailAsync("bool", () => stage.Call.FieldAsync<bool>(reader, 5));
            }
        ),
        new(
            "Reading: a reader as records",
            async stage =>
            {
                await using var reader = await stage.Call.ReaderAsync(stage.Command(Totals));
                stage.Note("totals", reader.Cast<IDataRecord>().Select(record => record.GetInt32(0)).ToList());
            }
        ),
        new(
            "Reading: a data table",
            async stage =>
            {
                await using var reader = await stage.Call.ReaderAsync(stage.Command(Totals));
                using var table = new DataTable { Locale = CultureInfo.InvariantCulture };
                table.Load(reader);
                stage.Note("table", table);
                stage.Note("closed", reader.IsClosed);
            }
        ),
        new(
            "Reading: a closed reader",
            async stage =>
            {
                var reader = await stage.Call.ReaderAsync(stage.Command("update invoice set total = total"));
                await stage.Call.CloseAsync(reader);
                stage.Note("closed", reader.IsClosed);
                stage.Note("affected", reader.RecordsAffected);
                await stage.FailAsync("read", () => stage.Call.ReadAsync(reader));
                await stage.FailAsync("next", () => stage.Call.NextResultAsync(reader));
                stage.Fail("value", () => reader.GetValue(0));
                stage.Fail("fields", () => stage.Note("fields", reader.FieldCount));
                await stage.FailAsync("again", () => stage.Call.CloseAsync(reader));
                await stage.FailAsync("dispose", () => stage.Call.DisposeAsync(reader));
            }
        ),
        new(
            "Reading: a large text",
            async stage =>
            {
                await using var reader = await stage.Call.ReaderAsync(
                    stage.Command("select repeat('x', 1000000), 'after'")
                );
                await stage.Call.ReadAsync(reader);
                stage.Note("length", reader.GetString(0).Length);
                stage.Note("after", reader.GetString(1));
            }
        ),
        new(
            "Reading: many rows, not to the end",
            async stage =>
            {
                await using (
                    var reader = await stage.Call.ReaderAsync(
                        stage.Command("select n from generate_series(1, 50000) as n")
                    )
                )
                {
                    await stage.Call.ReadAsync(reader);
                    stage.Note("first", reader.GetInt32(0));
                }

                await stage.AskAsync("select 2");
            }
        ),
        new(
            "Reading: a cursor",
            async stage =>
            {
                await using var transaction = await stage.Call.BeginAsync(stage.Connection);
                await stage.RunAsync("declare c cursor for select i.total from invoice as i order by 1");
                await stage.ReadAsync("fetch 2 from c");
                await stage.RunAsync("move 1 in c");
                await stage.ReadAsync("fetch all from c");
                await stage.RunAsync("close c");
            }
        ),
        new(
            "Reading: a cursor that a function opened",
            async stage =>
            {
                await using var transaction = await stage.Call.BeginAsync(stage.Connection);
                await stage.AskAsync("select cursor_of('mine')");
                await stage.ReadAsync("fetch all in mine");
                await stage.Call.CommitAsync(transaction);
            }
        ),
    ];

    private static async Task WithRowAsync(Stage stage, string sql, Action<DbDataReader> look)
    {
        await using var reader = await stage.Call.ReaderAsync(stage.Command(sql));
        stage.Note("read", await stage.Call.ReadAsync(reader));
        look(reader);
    }
}
