using System.Buffers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using Ringfence.EntityFrameworkCore.Ownership;

namespace Ringfence.EntityFrameworkCore.Refusals;

/// <summary>Tells a row that was refused for its tenant from the server's other errors, and which table's it was.</summary>
internal static class RowRefusal
{
    /// <summary>
    /// The function in the server that checks rows against policies. Its message is in the server's language; this is not.
    /// </summary>
    private const string PolicyCheck = "ExecWithCheckOptions";

    /// <summary>What the server's translations put names into.</summary>
    private static readonly SearchValues<char> Quotes = SearchValues.Create("\"'«»„“”‹›");

    /// <summary>Null for any other error.</summary>
    /// <param name="model">Null where there is none.</param>
    /// <param name="e">The server's error.</param>
    public static RowRefusedException? Find(IModel? model, PostgresException e) => Find(model, e, [], e);

    /// <summary>The same, of <c>SaveChanges</c>: with the entries, and what EF Core makes of it inside.</summary>
    public static RowRefusedException? Find(IModel? model, PostgresException e, DbUpdateException update) =>
        Find(model, e, update.Entries, update);

    private static RowRefusedException? Find(
        IModel? model,
        PostgresException e,
        IReadOnlyList<EntityEntry> entries,
        Exception inner
    )
    {
        if (e is { SqlState: PostgresErrorCodes.InsufficientPrivilege, Routine: PolicyCheck })
        {
            var tables = Tables(model, e.MessageText, entries);
            var name = tables.Count > 0 ? tables[0].Name : LastQuoted(e.MessageText);
            var schema = tables.Count == 1 ? tables[0].Schema : null;
            return new(name, schema, TenantColumn(tables), Of(entries, tables), inner);
        }

        // Without a policy, or for a role that it does not hold for, a row that is nobody's is stopped by the column.
        if (e is { SqlState: PostgresErrorCodes.NotNullViolation, TableName: { } table, ColumnName: { } column })
        {
            List<ITable> tables =
            [
                .. Named(model, table).Where(found => (found.Schema ?? e.SchemaName) == e.SchemaName),
            ];
            return TenantColumn(tables) == column ? new(table, e.SchemaName, column, Of(entries, tables), inner) : null;
        }

        return null;
    }

    private static IEnumerable<ITable> Named(IModel? model, string name) =>
        model?.GetRelationalModel().Tables.Where(table => table.Name == name) ?? [];

    /// <summary>
    /// Those that the message names, the last where it names several, since a policy may go before it. It tells no schema:
    /// of tables of one name those count that are being saved.
    /// </summary>
    private static List<ITable> Tables(IModel? model, string message, IReadOnlyList<EntityEntry> entries)
    {
        List<ITable> named = [];
        var last = -1;
        foreach (var table in model?.GetRelationalModel().Tables ?? [])
        {
            var at = IndexOfQuoted(message, table.Name);
            if (at > last)
            {
                named.Clear();
                last = at;
            }

            if (at >= 0 && at == last)
            {
                named.Add(table);
            }
        }

        List<ITable> saved =
            named.Count > 1 ? [.. named.Where(table => entries.Any(entry => IsIn(entry, [table])))] : [];
        return saved.Count > 0 ? saved : named;
    }

    private static int IndexOfQuoted(string message, string name)
    {
        for (var at = message.LastIndexOf(name, StringComparison.Ordinal); at > 0; )
        {
            // In French there is a space within the quotes.
            if (
                message.AsSpan(0, at).TrimEnd() is [.., var before]
                && Quotes.Contains(before)
                && message.AsSpan(at + name.Length).TrimStart() is [var after, ..]
                && Quotes.Contains(after)
            )
            {
                return at;
            }

            at = message.LastIndexOf(name, at - 1, StringComparison.Ordinal);
        }

        return -1;
    }

    private static string? LastQuoted(string message)
    {
        var end = message.LastIndexOf('"');
        var start = end > 0 ? message.LastIndexOf('"', end - 1) : -1;
        return start < 0 ? null : message[(start + 1)..end];
    }

    /// <summary>Null where the model does not say, or says several.</summary>
    private static string? TenantColumn(List<ITable> tables)
    {
        string[] columns =
        [
            .. tables
                .SelectMany(table =>
                    table.EntityTypeMappings.Select(mapping =>
                        mapping.TypeBase is IEntityType type && type.FindTenantProperty() is IProperty property
                            ? table.FindColumn(property)?.Name
                            : null
                    )
                )
                .OfType<string>()
                .Distinct(),
        ];
        return columns is [var column] ? column : null;
    }

    /// <summary>The entries for these tables; all where none is, as when a trigger's row was refused.</summary>
    private static IReadOnlyList<EntityEntry> Of(IReadOnlyList<EntityEntry> entries, List<ITable> tables)
    {
        List<EntityEntry> of = [.. entries.Where(entry => IsIn(entry, tables))];
        return of.Count > 0 ? of : entries;
    }

    private static bool IsIn(EntityEntry entry, List<ITable> tables) =>
        entry.Metadata.GetTableMappings().Any(mapping => tables.Contains(mapping.Table));
}
