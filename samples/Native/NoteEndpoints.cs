using Microsoft.AspNetCore.Http.HttpResults;
using Ringfence.Npgsql;

namespace Native;

/// <summary>Notes. Not one statement says whose they are.</summary>
internal static class NoteEndpoints
{
    public static void MapNotes(this IEndpointRouteBuilder app)
    {
        app.MapGet("/notes", ListAsync).RequireAuthorization();
        app.MapPost("/notes", AddAsync).RequireAuthorization();
    }

    private static async Task<Ok<List<Note>>> ListAsync(TenantDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select n.id, n.text from notes as n order by n.id");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var notes = new List<Note>();
        while (await reader.ReadAsync(cancellationToken))
        {
            notes.Add(new(reader.GetInt64(0), reader.GetString(1)));
        }

        return TypedResults.Ok(notes);
    }

    private static async Task<NoContent> AddAsync(
        NewNote note,
        TenantDataSource source,
        CancellationToken cancellationToken
    )
    {
        await using var command = source.CreateCommand("insert into notes (text) values ($1)");
        var text = command.CreateParameter();
        text.Value = note.Text;
        command.Parameters.Add(text);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
