namespace Ringfence.Npgsql;

/// <summary>The SQL files that lie beside the code, as embedded.</summary>
internal static class SqlResource
{
    /// <summary>The text of <c>Name.sql</c> beside the type.</summary>
    public static string Read(Type beside, string name)
    {
        using var stream =
            beside.Assembly.GetManifestResourceStream($"{beside.Namespace}.{name}.sql")
            ?? throw new InvalidOperationException($"{name}.sql is not embedded beside {beside}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
