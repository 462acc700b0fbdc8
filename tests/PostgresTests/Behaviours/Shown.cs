using System.Collections;
using System.Data;
using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;

namespace PostgresTests.Behaviours;

/// <summary>Values, rows and errors as text that can be compared: what differs by nature is left out of it.</summary>
internal static class Shown
{
    public static string Value(object? value) =>
        value switch
        {
            null => "null",
            DBNull => "DBNull",
            Exception e => Error(e),
            DataTable table => Table(table),
            string text => $"'{text}'",
            byte[] bytes => $"bytes {Convert.ToHexString(bytes)}",
            DateTime time => $"{time:O} {time.Kind}",
            ITuple tuple => $"({string.Join(", ", Enumerable.Range(0, tuple.Length).Select(i => Value(tuple[i])))})",
            IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Value))}]",
            Type type => type.ToString(),
            Enum name => name.ToString(),
            _ => $"{Convert.ToString(value, CultureInfo.InvariantCulture)} {value.GetType().Name}",
        };

    public static string Error(Exception e) =>
        e switch
        {
            PostgresException server =>
                $"PostgresException {server.SqlState} {server.MessageText} at {server.Position}, {server.Detail}|"
                    + $"{server.Hint}|{server.TableName}|{server.ConstraintName}|{server.ColumnName}",
            AggregateException several =>
                $"AggregateException({string.Join("; ", several.InnerExceptions.Select(Error))})",
            _ => $"{e.GetType().Name} {Message(e)}{(e.InnerException is { } inner ? $" <- {Error(inner)}" : "")}",
        };

    /// <summary>
    /// The names of the classes differ; what happened does not. The text of a command in progress has a behaviour of its
    /// own.
    /// </summary>
    private static string Message(Exception e) =>
        e is NpgsqlOperationInProgressException
            ? ""
            : e
                .Message.Replace("Ringfence.Npgsql.", "Npgsql.", StringComparison.Ordinal)
                .Replace("TenantCommand", "NpgsqlCommand", StringComparison.Ordinal)
                .Replace(" (Parameter 'value')", "", StringComparison.Ordinal)
                .Replace("TenantTransaction", "NpgsqlTransaction", StringComparison.Ordinal)
                .Replace("TenantConnection", "NpgsqlConnection", StringComparison.Ordinal)
                .ReplaceLineEndings(" ");

    private static string Table(DataTable table)
    {
        var columns = table.Columns.Cast<DataColumn>().ToList();
        var names = columns.Select(column => $"{column.ColumnName} {column.DataType.Name}");
        var rows = table
            .Rows.Cast<DataRow>()
            .Select(row => string.Join(", ", columns.Select(column => Value(row[column]))));
        return $"{string.Join(", ", names)}\n  {string.Join("\n  ", rows)}";
    }
}
