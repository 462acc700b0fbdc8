using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Ringfence.EntityFrameworkCore.Refusals;

/// <summary>
/// A policy refused a row that was to be inserted or changed: it would have been another tenant's. Nothing of the
/// statement was kept, and of <c>SaveChanges</c> nothing at all; the context goes on.
/// </summary>
public sealed class RowRefusedException : RingfenceException
{
    /// <param name="table">The table; null where the server's error does not tell.</param>
    /// <param name="schema">Its schema, where the model says one.</param>
    /// <param name="tenantColumn">The column that says whose a row is, where the model says it.</param>
    /// <param name="entries">The entries that were being saved.</param>
    /// <param name="inner">The driver's exception or, from <c>SaveChanges</c>, EF Core's with the driver's inside.</param>
    public RowRefusedException(
        string? table,
        string? schema,
        string? tenantColumn,
        IReadOnlyList<EntityEntry> entries,
        Exception inner
    )
        : base("RF2002", Text(table, schema, tenantColumn), inner)
    {
        Table = table;
        Schema = schema;
        TenantColumn = tenantColumn;
        Entries = entries;
    }

    /// <summary>The table's name, without quotes; null where the server's error does not tell.</summary>
    public string? Table { get; }

    /// <summary>The table's schema; null where the model leaves it to the search path, or does not know the table.</summary>
    public string? Schema { get; }

    /// <summary>The column that says whose a row is; null where the model does not declare it.</summary>
    public string? TenantColumn { get; }

    /// <summary>
    /// The entries for this table that <c>SaveChanges</c> sent together, the refused one among them; of other statements
    /// none.
    /// </summary>
    public IReadOnlyList<EntityEntry> Entries { get; }

    private static string Text(string? table, string? schema, string? tenantColumn)
    {
        var where = (table, schema) switch
        {
            (null, _) => "a row",
            (_, null) => $"a row of table {table}",
            _ => $"a row of table {schema}.{table}",
        };
        var column = tenantColumn is null ? "the tenant column" : $"column {tenantColumn}";
        return $"The database's policy refused {where}: {column} would not be the tenant in scope. Leave that column to the"
            + " server, whose default is the tenant, and load and change a row in the scope of its own tenant.";
    }
}
