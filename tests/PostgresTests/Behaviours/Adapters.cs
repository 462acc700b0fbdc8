using System.Collections.Immutable;
using System.Data;
using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace PostgresTests.Behaviours;

/// <summary>Data adapters, which know commands by their base class.</summary>
internal static class Adapters
{
    private const string Totals = "select i.id, i.total, i.note from invoice as i order by i.id";

    public static readonly ImmutableArray<Behaviour> All =
    [
        new(
            "Adapters: fill a table",
            stage =>
            {
                using var adapter = Adapter(stage, stage.Command(Totals));
                using var table = Table();
                stage.Note("filled", adapter.Fill(table));
                stage.Note("table", table);
                return Task.CompletedTask;
            }
        ),
        new(
            "Adapters: fill with a parameter",
            stage =>
            {
                using var adapter = Adapter(
                    stage,
                    stage.Command(
                        "select total from invoice where total > @least order by 1",
                        new NpgsqlParameter("least", 1)
                    )
                );
                using var table = Table();
                stage.Note("filled", adapter.Fill(table));
                stage.Note("table", table);
                return Task.CompletedTask;
            }
        ),
        new(
            "Adapters: fill a set of several results",
            stage =>
            {
                using var adapter = Adapter(stage, stage.Command($"{Totals}; select 1 as one"));
                using var set = new DataSet { Locale = CultureInfo.InvariantCulture };
                stage.Note("filled", adapter.Fill(set));
                stage.Note("tables", set.Tables.Cast<DataTable>().ToList());
                return Task.CompletedTask;
            }
        ),
        new(
            "Adapters: fill on a closed connection",
            stage =>
            {
                var connection = stage.NewConnection();
                using var adapter = Adapter(stage, Stage.Command(connection, Totals));
                using var table = Table();
                stage.Note("filled", adapter.Fill(table));
                stage.Note("state", connection.State);
                return Task.CompletedTask;
            }
        ),
        new(
            "Adapters: fill the schema",
            stage =>
            {
                using var adapter = Adapter(stage, stage.Command(Totals));
                using var table = Table();
                adapter.FillSchema(table, SchemaType.Source);
                stage.Note(
                    "columns",
                    table
                        .Columns.Cast<DataColumn>()
                        .Select(column => (column.ColumnName, column.DataType, column.AllowDBNull))
                );
                stage.Note("keys", table.PrimaryKey.Select(column => column.ColumnName));
                return Task.CompletedTask;
            }
        ),
        new(
            "Adapters: update, insert, delete",
            stage =>
            {
                using var adapter = Adapter(stage, stage.Command(Totals));
                adapter.UpdateCommand = Writing(
                    stage,
                    "update invoice set total = @total where id = @id",
                    "total",
                    "id"
                );
                adapter.InsertCommand = Writing(stage, "insert into invoice (total) values (@total)", "total");
                adapter.DeleteCommand = Writing(stage, "delete from invoice where id = @id", "id");
                using var table = Table();
                adapter.Fill(table);
                table.Rows[0]["total"] = 9;
                table.Rows[1].Delete();
                table.Rows.Add(null, 8, null);
                stage.Note("updated", adapter.Update(table));
                return Task.CompletedTask;
            }
        ),
        new(
            "Adapters: an update that changes nothing",
            stage =>
            {
                using var adapter = Adapter(stage, stage.Command(Totals));
                adapter.UpdateCommand = Writing(
                    stage,
                    "update invoice set total = @total where id = -@id",
                    "total",
                    "id"
                );
                using var table = Table();
                adapter.Fill(table);
                table.Rows[0]["total"] = 9;
                stage.Fail("update", () => adapter.Update(table));
                return Task.CompletedTask;
            }
        ),
        new(
            "Adapters: an insert that gives its key back",
            stage =>
            {
                using var adapter = Adapter(stage, stage.Command(Totals));
                adapter.InsertCommand = Writing(
                    stage,
                    "insert into invoice (total) values (@total) returning id",
                    "total"
                );
                adapter.InsertCommand.UpdatedRowSource = UpdateRowSource.FirstReturnedRecord;
                using var table = Table();
                adapter.Fill(table);
                table.Rows.Add(null, 8, null);
                stage.Note("updated", adapter.Update(table));
                stage.Note("id", table.Rows[table.Rows.Count - 1]["id"]);
                return Task.CompletedTask;
            }
        ),
    ];

    private static DataTable Table() => new() { Locale = CultureInfo.InvariantCulture };

    private static DbDataAdapter Adapter(Stage stage, DbCommand select)
    {
        DbDataAdapter adapter = DbProviderFactories.GetFactory(stage.Connection)!.CreateDataAdapter()!;
        adapter.SelectCommand = select;
        return adapter;
    }

    private static DbCommand Writing(Stage stage, string sql, params string[] columns)
    {
        var command = stage.Command(sql);
        foreach (var column in columns)
        {
            command.Parameters.Add(new NpgsqlParameter { ParameterName = column, SourceColumn = column });
        }

        return command;
    }
}
