namespace Ringfence.Catalog.Maps;

/// <summary>The tenant column of a table, or why it is in doubt; null and not in doubt where there is none.</summary>
internal sealed record TenantColumnChoice(string? Column, bool IsInDoubt, string Reason)
{
    public static TenantColumnChoice None { get; } = new(null, IsInDoubt: false, "");

    public static TenantColumnChoice Of(string column, string reason) => new(column, IsInDoubt: false, reason);

    public static TenantColumnChoice Doubt(string reason) => new(null, IsInDoubt: true, reason);
}
