using System.Text.Json;
using Npgsql;
using PostgresTests.Contract;
using Ringfence;

namespace PostgresTests.OtherLanguages;

/// <summary>node-postgres, by way of the pool that the documentation shows.</summary>
public sealed class NodeTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData(Binding.Signed, "42501 token_forged")]
    [InlineData(Binding.Password, "42501 password_wrong")]
    [InlineData(Binding.Setting, null)]
    public async Task A_pool_of_node_postgres_is_fenced(Binding binding, string? forged)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, binding);
        await AllowTemporaryTablesAsync(fence);

        var told = await DriveAsync(fence, binding);

        Assert.Equal("""{"n":3,"foreign_rows":0}""", told.GetProperty("red").GetRawText());
        Assert.Equal("""{"n":4,"foreign_rows":0}""", told.GetProperty("redAfterInsert").GetRawText());
        Assert.Equal("""{"n":3,"foreign_rows":0}""", told.GetProperty("blue").GetRawText());
        Assert.Equal("42501", told.GetProperty("redForBlue").GetString());
        Assert.Equal(0, told.GetProperty("leftOpen").GetInt32());
        Assert.Equal("""{"n":3,"foreign_rows":0}""", told.GetProperty("blueAfterMess").GetRawText());
        Assert.Equal("""{"tenant":null,"n":0}""", told.GetProperty("released").GetRawText());
        Assert.Equal(0, told.GetProperty("unbound").GetInt32());
        Assert.Equal("42501", told.GetProperty("unboundWrite").GetString());
        Assert.Equal(forged, told.GetProperty("forged").GetString());
    }

    /// <summary>What the work leaves in a session is to be as bad as a service can have it.</summary>
    private static async Task AllowTemporaryTablesAsync(Fence fence)
    {
        await using var superuser = await fence.ConnectAsSuperuserAsync();
        await superuser.ExecuteAsync($"grant temporary on database {fence.Database.Name} to ringfence_app");
    }

    private static async Task<JsonElement> DriveAsync(Fence fence, Binding binding)
    {
        var folder = Path.Combine(Tool.Repository(), "tests", "node");
        Assert.True(
            Directory.Exists(Path.Combine(folder, "node_modules", "pg")),
            "The packages of tests/node are not installed: run tools/setup.sh --tests."
        );
        var connection = new NpgsqlConnectionStringBuilder(fence.Database.ApplicationConnectionString);
        var node = await Tool.RunAsync(
            "node",
            [Path.Combine(folder, "drive.js")],
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["PGHOST"] = connection.Host!,
                ["PGPORT"] = $"{connection.Port}",
                ["PGDATABASE"] = connection.Database!,
                ["PGUSER"] = connection.Username!,
                ["PGPASSWORD"] = connection.Password!,
                ["BINDING"] = binding.ToString().ToLowerInvariant(),
                ["SECRET"] = fence.Database.Secret ?? "",
                ["RED"] = Fence.Red,
                ["BLUE"] = Fence.Blue,
            }
        );
        Assert.True(node.ExitCode == 0, node.Error);
        return JsonDocument.Parse(node.Output).RootElement;
    }
}
