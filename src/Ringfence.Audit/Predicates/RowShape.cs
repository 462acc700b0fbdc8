using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Predicates;

/// <summary>The table whose rows are judged, and the column that says whose they are.</summary>
internal sealed record RowShape(string Schema, string Table, string? TenantColumn, string Type, bool IsNotNull)
{
    private static readonly string[] Integers = ["smallint", "integer", "bigint"];

    private static readonly string[] Texts = ["text", "character varying", "varchar"];

    /// <summary>Types that mean a length of one where none is said.</summary>
    private static readonly string[] Cutting = ["character", "char", "bit"];

    /// <param name="table">Whose policies are judged.</param>
    /// <param name="tenantColumn">Null where the table has none of its own.</param>
    /// <param name="heirsOf">Its partitions and heirs, one level down: their rows its policies let through.</param>
    public static RowShape Of(Table table, string? tenantColumn, Func<Table, IEnumerable<Table>> heirsOf)
    {
        var column = tenantColumn is null ? null : table.FindColumn(tenantColumn);
        var type = column?.BaseType ?? column?.Type ?? "";
        var isNotNull = column is not null && WithHeirs(table, heirsOf).All(t => Enforces(t, column.Name));
        return new(table.Schema, table.Name, column?.Name, type, isNotNull);
    }

    /// <summary>A foreign server keeps its own rules, and an heir's column may have lost this one.</summary>
    private static bool Enforces(Table table, string column) =>
        table.Kind is TableKind.Ordinary or TableKind.Partitioned && table.FindColumn(column) is { IsNotNull: true };

    private static HashSet<Table> WithHeirs(Table table, Func<Table, IEnumerable<Table>> heirsOf)
    {
        var found = new HashSet<Table>(ReferenceEqualityComparer.Instance) { table };
        var open = new Queue<Table>(found);
        while (open.TryDequeue(out var parent))
        {
            foreach (var heir in heirsOf(parent).Where(found.Add))
            {
                open.Enqueue(heir);
            }
        }

        return found;
    }

    /// <summary>Whether citext compares it.</summary>
    public bool IsByExtension => Type.EndsWith(".citext", StringComparison.Ordinal);

    private string PlainType => Type.Split('(')[0].Trim();

    public bool IsTenantColumn(Expression expression) =>
        expression is Expression.Column column && column.Name == TenantColumn && IsOwn(column);

    /// <summary>
    /// Whether a column at the top of a policy is the table's own; in a sub-select its table is always said.
    /// </summary>
    public bool IsOwn(Expression.Column column) => column.Path.Count == 1 || IsOwnQualified(column);

    public bool IsOwnQualified(Expression.Column column) =>
        column.Table == Table && (column.Path.Count < 3 || column.Path[^3] == Schema);

    /// <summary>
    /// Whether it is the tenant column, as it is or cast so that two tenants stay two: to its own type, an integer to a
    /// wider one, a uuid, integer or text to text.
    /// </summary>
    public bool IsTenant(Expression expression) =>
        expression switch
        {
            Expression.Column => IsTenantColumn(expression),
            Expression.Cast { Operand: Expression.Column } cast => IsTenantColumn(cast.Operand) && Keeps(cast.Type),
            _ => false,
        };

    /// <summary>
    /// Whether a cast of the column leaves an index on it useless. That of a varchar to text is none.
    /// </summary>
    public bool IsIndexLost(Expression.Cast cast) => IsTenantColumn(cast.Operand) && !Texts.Contains(PlainType);

    private bool Keeps(TypeName type)
    {
        if (type.Modifiers.Count > 0 || type.Dimensions > 0 || type.Tail.Length > 0 || type.Name.Schema is not null)
        {
            return false;
        }

        var target = type.Name.Last;
        var from = Array.IndexOf(Integers, PlainType);
        return (target == PlainType && !Cutting.Contains(target))
            || (Texts.Contains(target) && (PlainType == "uuid" || from >= 0 || Texts.Contains(PlainType)))
            || (from >= 0 && (Array.IndexOf(Integers, target) > from || target == "numeric"));
    }
}
