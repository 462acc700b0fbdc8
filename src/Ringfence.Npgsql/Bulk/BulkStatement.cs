using System.Globalization;
using System.Text;

namespace Ringfence.Npgsql.Bulk;

/// <summary>
/// Writes the insert of one batch. Policies hold for it as for any; what it names is quoted by the server and what it
/// carries is a parameter.
/// </summary>
internal static class BulkStatement
{
    /// <summary>A column an array: PostgreSQL takes them apart side by side, and plans the statement but once.</summary>
    public static void FromArrays<T>(
        TenantCommand command,
        TargetTable table,
        IReadOnlyList<ColumnBuffer<T>> columns,
        BulkConflict conflict
    )
    {
        var arrays = new StringBuilder();
        var names = new StringBuilder();
        var values = new StringBuilder();
        for (var i = 0; i < columns.Count; i++)
        {
            var (parameter, cast) = columns[i].Many();
            command.Parameters.Add(parameter);
            var comma = i == 0 ? "" : ", ";
            arrays.Append(CultureInfo.InvariantCulture, $"{comma}pg_catalog.unnest(${i + 1}{cast})");
            names.Append(CultureInfo.InvariantCulture, $"{comma}c{i}");
            values.Append(CultureInfo.InvariantCulture, $"{comma}u.c{i}");
        }

        command.CommandText =
            $"insert into {table.Quoted} ({Names(table)}) select {values}{Value(table)} from rows from ({arrays}) as u ({names})"
            + Ending(conflict);
    }

    /// <summary>A value a parameter, where a column's values are arrays or rows themselves.</summary>
    public static void FromValues<T>(
        TenantCommand command,
        TargetTable table,
        IReadOnlyList<ColumnBuffer<T>> columns,
        int rows,
        BulkConflict conflict
    )
    {
        var given = string.Join(", ", Enumerable.Range(0, columns.Count).Select(i => $"v.c{i}"));
        var sql = new StringBuilder(
            $"insert into {table.Quoted} ({Names(table)}) select {given}{Value(table)} from (values "
        );
        for (var row = 0; row < rows; row++)
        {
            sql.Append(row == 0 ? "(" : ", (");
            for (var i = 0; i < columns.Count; i++)
            {
                var (parameter, cast) = columns[i].One(row);
                command.Parameters.Add(parameter);
                sql.Append(i == 0 ? "" : ", ")
                    .Append(CultureInfo.InvariantCulture, $"${command.Parameters.Count}{cast}");
            }

            sql.Append(')');
        }

        var names = string.Join(", ", Enumerable.Range(0, columns.Count).Select(i => $"c{i}"));
        command.CommandText = sql.Append(CultureInfo.InvariantCulture, $") as v ({names})")
            .Append(Ending(conflict))
            .ToString();
    }

    /// <summary>The tenant, asked for once a statement: as the column's default it would be asked for once a row.</summary>
    private static string Value(TargetTable table) => table.TenantColumn is null ? "" : ", (select ringfence.tenant())";

    private static string Names(TargetTable table) =>
        string.Join(", ", table.Columns.Select(column => column.Quoted))
        + (table.TenantColumn is null ? "" : $", {table.TenantColumn}");

    private static string Ending(BulkConflict conflict) =>
        conflict == BulkConflict.DoNothing ? " on conflict do nothing" : "";
}
