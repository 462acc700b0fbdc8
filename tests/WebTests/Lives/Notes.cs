using Npgsql;
using Ringfence.Npgsql;

namespace WebTests.Lives;

/// <summary>The notes of the tenant in scope.</summary>
internal sealed class Notes(TenantDataSource source)
{
    public async Task<string> ReadAsync()
    {
        await using var command = source.CreateCommand(
            "select coalesce(string_agg(n.text, ',' order by n.id), 'nothing') as notes from note n"
        );
        return (string)(await command.ExecuteScalarAsync())!;
    }

    public async Task AddAsync(string text)
    {
        await using var command = source.CreateCommand("insert into note (text) values ($1)");
        command.Parameters.Add(new NpgsqlParameter { Value = text });
        await command.ExecuteNonQueryAsync();
    }
}
