namespace Ringfence.Catalog.Server;

/// <summary>A server's setting, as sessions of the reader start with it.</summary>
internal sealed record Setting
{
    /// <summary>The source of a setting that <c>pg_settings</c> does not show, such as an application's own.</summary>
    public const string Placeholder = "placeholder";

    public required string Name { get; init; }

    /// <summary>Null where it has none.</summary>
    public string? Value { get; init; }

    /// <summary>Where it was set, as in <c>pg_settings</c>; <see cref="Placeholder"/> where no code of the server knows it.</summary>
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
