using Npgsql;

namespace Ringfence.Benchmarks.Bulk;

/// <summary>The tables that rows go to, and the rows.</summary>
internal static class LineTable
{
    public const string Schema = """
        create table line (
            tenant_id uuid not null, id bigint not null, article uuid not null, quantity integer not null,
            note text not null, at timestamptz not null, primary key (tenant_id, id)
        );
        create table bare_line (like line including all);
        alter table bare_line alter column tenant_id set default '00000000-0000-4000-8000-000000000001';
        grant insert on bare_line to ringfence_app;
        """;

    public static readonly Guid Tenant = Guid.Parse("00000000-0000-4000-8000-000000000001");

    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static IEnumerable<Line> Rows(int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return new(
                i,
                new Guid(i, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                i % 100,
                "a note of some length on line",
                Start.AddSeconds(i)
            );
        }
    }

    /// <summary>As a program would do it that has no policies to mind.</summary>
    public static async Task<long> CopyAsync(NpgsqlDataSource source, string table, int count)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var writer = await connection.BeginBinaryImportAsync(
            $"copy {table} (tenant_id, id, article, quantity, note, at) from stdin (format binary)"
        );
        foreach (var line in Rows(count))
        {
            await writer.StartRowAsync();
            await writer.WriteAsync(Tenant);
            await WriteAsync(writer, line);
        }

        return (long)await writer.CompleteAsync();
    }

    public static async Task WriteAsync(NpgsqlBinaryImporter writer, Line line)
    {
        await writer.WriteAsync(line.Id);
        await writer.WriteAsync(line.Article);
        await writer.WriteAsync(line.Quantity);
        await writer.WriteAsync(line.Note);
        await writer.WriteAsync(line.At);
    }
}
