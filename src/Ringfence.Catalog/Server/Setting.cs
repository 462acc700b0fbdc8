namespace Ringfence.Catalog.Server;

/// <summary>A server's setting, as sessions of the reader start with it.</summary>
internal sealed record Setting
{
    public required string Name { get; init; }

    /// <summary>Null where it has none.</summary>
    public string? Value { get; init; }

    /// <summary>Where it was set, as in <c>pg_settings</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Who may change it, as in <c>pg_settings</c>.</summary>
    public required string Context { get; init; }

    public static Setting Read(Row row) =>
        new()
        {
            Name = row.Text("name"),
            Value = row.FindText("value"),
            Source = row.Text("source"),
            Context = row.Text("context"),
        };
}
