using Npgsql;

namespace PostgresTests.OtherLanguages;

/// <summary>Runs a script in psql, which speaks the simple protocol.</summary>
internal static class Psql
{
    public static Task<Tool> RunAsync(string connectionString, string script)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        return Tool.RunAsync(
            "psql",
            ["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--file", "-"],
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["PGHOST"] = connection.Host!,
                ["PGPORT"] = $"{connection.Port}",
                ["PGDATABASE"] = connection.Database!,
                ["PGUSER"] = connection.Username!,
                ["PGPASSWORD"] = connection.Password!,
            },
            script
        );
    }
}
