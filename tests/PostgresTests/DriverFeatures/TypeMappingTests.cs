using NpgsqlTypes;
using PostgresTests.Bulk;
using PostgresTests.DataSource;
using Ringfence;

namespace PostgresTests.DriverFeatures;

/// <summary>What <c>configure</c> teaches the driver, it knows on bound connections.</summary>
public sealed class TypeMappingTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Mapped_types_are_written_and_read()
    {
        await using var database = await Ledger.CreateAsync(postgres.Server);
        await using var source = Ledger.Mapped(database);
        await using var connection = await source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);

        await connection.RunAsync(
            "insert into thing (mood, extent, moods, tags, span) values ($1, $2, $3, $4, $5)",
            Mood.Angry,
            new Extent { Width = 2, Height = 3 },
            (Mood[])[Mood.Calm],
            (string[])["a"],
            new NpgsqlRange<int>(1, true, 5, false)
        );

        Assert.Equal(Mood.Angry, await connection.ReadAsync<Mood>("select t.mood from thing as t"));
        Assert.Equal(
            new Extent { Width = 2, Height = 3 },
            await connection.ReadAsync<Extent>("select t.extent from thing as t")
        );
        Assert.Equal([Mood.Calm], await connection.ReadAsync<Mood[]>("select t.moods from thing as t"));
        Assert.Equal(["a"], await connection.ReadAsync<string[]>("select t.tags from thing as t"));
        Assert.Equal(
            new NpgsqlRange<int>(1, true, 5, false),
            await connection.ReadAsync<NpgsqlRange<int>>("select t.span from thing as t")
        );
    }

    [Fact]
    public async Task Json_is_read_as_the_type_that_is_asked_for()
    {
        await using var database = await Ledger.CreateAsync(postgres.Server);
        await using var source = Ledger.Mapped(database);
        await using var connection = await source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);
        var sent = new Extent { Width = 2, Height = 3 };
        await connection.RunAsync(
            "insert into thing (doc) values ($1)",
            new Npgsql.NpgsqlParameter { Value = sent, DataTypeName = "jsonb" }
        );

        await using var command = connection.Command("select t.doc from thing as t");
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        await reader.ReadAsync(TestContext.Current.CancellationToken);

        Assert.Equal(sent, await reader.GetFieldValueAsync<Extent>(0, TestContext.Current.CancellationToken));
    }
}
