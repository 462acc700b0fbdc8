using System.Collections.Immutable;
using System.Data;
using System.Data.Common;

namespace PostgresTests.Behaviours;

internal static class Sequential
{
    private const string Large = @"select 1, repeat('abc', 40000), decode(repeat('0102', 40000), 'hex'), 'end'";

    public static readonly ImmutableArray<Behaviour> All =
    [
        new(
            "Sequential: rows",
            stage =>
                stage.ReadAsync(
                    stage.Command("select 1, 'a' union all select 2, 'b'"),
                    CommandBehavior.SequentialAccess
                )
        ),
        new(
            "Sequential: a column that was passed",
            stage =>
                RowAsync(
                    stage,
                    Large,
                    reader =>
                    {
                        stage.Note("last", reader.GetString(3));
                        stage.Fail("first", () => reader.GetInt32(0));
                    }
                )
        ),
        new(
            "Sequential: a column twice",
            stage =>
                RowAsync(
                    stage,
                    Large,
                    reader =>
                    {
                        stage.Note("first", reader.GetInt32(0));
                        stage.Fail("again", () => stage.Note("first", reader.GetInt32(0)));
                        stage.Note("null", reader.IsDBNull(1));
                        stage.Note("length", reader.GetString(1).Length);
                        stage.Fail("again", () => reader.GetString(1));
                    }
                )
        ),
        new(
            "Sequential: a text reader",
            stage =>
                RowAsync(
                    stage,
                    Large,
                    reader =>
                    {
                        using (var text = reader.GetTextReader(1))
                        {
                            var start = new char[7];
                            stage.Note("count", text.ReadBlock(start, 0, 7));
                            stage.Note("start", new string(start));
                            stage.Note("rest", text.ReadToEnd().Length);
                        }

                        stage.Note("end", reader.GetString(3));
                    }
                )
        ),
        new(
            "Sequential: a stream",
            stage =>
                RowAsync(
                    stage,
                    Large,
                    reader =>
                    {
                        using (var stream = reader.GetStream(2))
                        {
                            var start = new byte[5];
                            stream.ReadExactly(start);
                            stage.Note("start", start);
                            stage.Note("can", (stream.CanRead, stream.CanSeek, stream.CanWrite, stream.Length));
                        }

                        stage.Note("end", reader.GetString(3));
                    }
                )
        ),
        new(
            "Sequential: a stream left open when the next column is read",
            stage =>
                RowAsync(
                    stage,
                    Large,
                    reader =>
                    {
                        var stream = reader.GetStream(2);
                        stage.Note("byte", stream.ReadByte());
                        stage.Fail("another", () => reader.GetString(3));
                        stage.Fail("end", () => stage.Note("end", reader.GetString(3)));
                        stage.Fail("stream", () => stream.ReadByte());
                    }
                )
        ),
        new(
            "Sequential: a stream left unread when the next row is read",
            async stage =>
            {
                await using var reader = await stage.Call.ReaderAsync(
                    stage.Command($"{Large} union all {Large}"),
                    CommandBehavior.SequentialAccess
                );
                await stage.Call.ReadAsync(reader);
                var stream = reader.GetStream(2);
                stage.Note("byte", stream.ReadByte());
                stage.Note("read", await stage.Call.ReadAsync(reader));
                stage.Note("first", reader.GetInt32(0));
                stage.Fail("stream", () => stream.ReadByte());
            }
        ),
        new(
            "Sequential: chars",
            stage =>
                RowAsync(
                    stage,
                    Large,
                    reader =>
                    {
                        var chars = new char[6];
                        stage.Note("length", reader.GetChars(1, 0, null, 0, 0));
                        stage.Note("count", reader.GetChars(1, 0, chars, 0, 6));
                        stage.Note("chars", new string(chars));
                        stage.Note("on", reader.GetChars(1, 100, chars, 2, 3));
                        stage.Note("chars", new string(chars));
                        stage.Fail("back", () => reader.GetChars(1, 0, chars, 0, 1));
                    }
                )
        ),
        new(
            "Sequential: bytes",
            stage =>
                RowAsync(
                    stage,
                    Large,
                    reader =>
                    {
                        var bytes = new byte[4];
                        stage.Note("length", reader.GetBytes(2, 0, null, 0, 0));
                        stage.Note("count", reader.GetBytes(2, 0, bytes, 0, 4));
                        stage.Note("on", reader.GetBytes(2, 1000, bytes, 1, 2));
                        stage.Note("bytes", bytes);
                        stage.Fail("back", () => reader.GetBytes(2, 0, bytes, 0, 1));
                    }
                )
        ),
        new(
            "Sequential: chars and bytes of a row in memory",
            async stage =>
            {
                await using var reader = await stage.Call.ReaderAsync(
                    stage.Command(@"select 'abcdef', '\x01020304'::bytea")
                );
                await stage.Call.ReadAsync(reader);
                var (chars, bytes) = (new char[3], new byte[3]);
                stage.Note("chars", (reader.GetChars(0, 3, chars, 0, 3), new string(chars)));
                stage.Note("chars", (reader.GetChars(0, 0, chars, 0, 3), new string(chars)));
                stage.Note("bytes", (reader.GetBytes(1, 2, bytes, 0, 3), bytes));
                stage.Fail("outside", () => reader.GetBytes(1, 0, bytes, 2, 3));
                using var text = reader.GetTextReader(0);
                stage.Note("text", text.ReadToEnd());
            }
        ),
        new(
            "Sequential: fields as stream and reader",
            async stage =>
            {
                await using var reader = await stage.Call.ReaderAsync(
                    stage.Command(Large),
                    CommandBehavior.SequentialAccess
                );
                await stage.Call.ReadAsync(reader);
                using (var text = await stage.Call.FieldAsync<TextReader>(reader, 1))
                {
                    stage.Note("char", text.Read());
                }

                await using var stream = await stage.Call.FieldAsync<Stream>(reader, 2);
                stage.Note("length", stream.Length);
            }
        ),
        new(
            "Sequential: a stream of null",
            stage =>
                RowAsync(
                    stage,
                    "select null::bytea, null::text",
                    reader =>
                    {
                        stage.Fail("stream", () => reader.GetStream(0));
                        stage.Fail("text", () => reader.GetTextReader(1));
                    }
                )
        ),
    ];

    private static async Task RowAsync(Stage stage, string sql, Action<DbDataReader> look)
    {
        await using var reader = await stage.Call.ReaderAsync(stage.Command(sql), CommandBehavior.SequentialAccess);
        stage.Note("read", await stage.Call.ReadAsync(reader));
        look(reader);
    }
}
