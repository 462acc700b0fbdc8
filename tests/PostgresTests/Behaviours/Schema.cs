using System.Collections.Immutable;
using System.Data;

namespace PostgresTests.Behaviours;

internal static class Schema
{
    private const string Columns = "select i.id, i.total as sum, i.note, 1 as one from invoice as i";

    public static readonly ImmutableArray<Behaviour> All =
    [
        new(
            "Schema: of a reader, as table",
            async stage =>
            {
                await using var reader = await stage.Call.ReaderAsync(stage.Command(Columns));
                stage.Note("schema", await stage.Call.SchemaTableAsync(reader));
            }
        ),
        new(
            "Schema: of a reader with keys, as table",
            async stage =>
            {
                await using var reader = await stage.Call.ReaderAsync(
                    stage.Command(Columns),
                    CommandBehavior.KeyInfo | CommandBehavior.SchemaOnly
                );
                stage.Note("schema", await stage.Call.SchemaTableAsync(reader));
            }
        ),
        new(
            "Schema: of a reader, as columns",
            async stage =>
            {
                await using var reader = await stage.Call.ReaderAsync(stage.Command(Columns));
                foreach (var column in await stage.Call.ColumnSchemaAsync(reader))
                {
                    stage.Note(
                        column.ColumnName,
                        (
                            column.ColumnOrdinal,
                            column.DataTypeName,
                            column.DataType,
                            column.AllowDBNull,
                            column.BaseColumnName,
                            column.IsUnique,
                            column.NumericPrecision
                        )
                    );
                }
            }
        ),
        new(
            "Schema: of a reader without rows or columns",
            async stage =>
            {
                await using var reader = await stage.Call.ReaderAsync(stage.Command("delete from invoice where false"));
                stage.Note("schema", await stage.Call.SchemaTableAsync(reader));
                stage.Note("columns", (await stage.Call.ColumnSchemaAsync(reader)).Count);
            }
        ),
        new(
            "Schema: of the second result",
            async stage =>
            {
                await using var reader = await stage.Call.ReaderAsync(stage.Command("select 1 as a; select 'b' as b"));
                await stage.Call.NextResultAsync(reader);
                stage.Note("schema", await stage.Call.SchemaTableAsync(reader));
            }
        ),
        new("Schema: collections", async stage => stage.Note("schema", await stage.Call.SchemaAsync(stage.Connection))),
        new(
            "Schema: restrictions",
            async stage => stage.Note("schema", await stage.Call.SchemaAsync(stage.Connection, "Restrictions"))
        ),
        new(
            "Schema: tables",
            async stage =>
                stage.Note("schema", await stage.Call.SchemaAsync(stage.Connection, "Tables", null, "public"))
        ),
        new(
            "Schema: columns",
            async stage =>
                stage.Note(
                    "schema",
                    await stage.Call.SchemaAsync(stage.Connection, "Columns", null, "public", "invoice")
                )
        ),
        new(
            "Schema: indexes",
            async stage =>
                stage.Note(
                    "schema",
                    await stage.Call.SchemaAsync(stage.Connection, "Indexes", null, "public", "invoice")
                )
        ),
        new(
            "Schema: data types",
            async stage =>
                stage.Note("count", (await stage.Call.SchemaAsync(stage.Connection, "DataTypes")).Rows.Count > 50)
        ),
        new(
            "Schema: reserved words",
            async stage => stage.Note("schema", await stage.Call.SchemaAsync(stage.Connection, "ReservedWords"))
        ),
        new(
            "Schema: data source information",
            async stage => stage.Note("schema", await stage.Call.SchemaAsync(stage.Connection, "DataSourceInformation"))
        ),
        new(
            "Schema: a collection that there is not",
            stage => stage.FailAsync("refused", () => stage.Call.SchemaAsync(stage.Connection, "Dreams"))
        ),
        new(
            "Schema: while a reader is open",
            async stage =>
            {
                await using var reader = await stage.Call.ReaderAsync(stage.Command("select 1"));
                await stage.FailAsync("refused", () => stage.Call.SchemaAsync(stage.Connection, "Tables"));
            }
        ),
        new(
            "Schema: in a transaction",
            async stage =>
            {
                await using var transaction = await stage.Call.BeginAsync(stage.Connection);
                await stage.RunAsync("create table scratch.made (a integer)");
                stage.Note("schema", await stage.Call.SchemaAsync(stage.Connection, "Columns", null, "scratch"));
                await stage.AskAsync("select sum(total) from invoice");
            }
        ),
    ];
}
