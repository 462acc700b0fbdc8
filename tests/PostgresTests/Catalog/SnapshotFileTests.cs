using PostgresTests.Contract;
using Ringfence.Catalog;

namespace PostgresTests.Catalog;

public sealed class SnapshotFileTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_snapshot_that_was_saved_and_loaded_saves_as_the_same_file()
    {
        await using var database = await EveryKind.CreateAsync(postgres.Server);
        var snapshot = await Snapshot.ReadAsync(database.Superuser, Cancellation);
        using var first = new MemoryStream();
        using var second = new MemoryStream();

        await snapshot.SaveAsync(first, Cancellation);
        first.Position = 0;
        var loaded = await Snapshot.LoadAsync(first, Cancellation);
        await loaded.SaveAsync(second, Cancellation);

        Assert.True(first.ToArray().AsSpan().SequenceEqual(second.ToArray()));
        Assert.Equal(snapshot.Tables.Length, loaded.Tables.Length);
        Assert.True(snapshot.Tables.Length > 10);
    }

    [Fact]
    public async Task A_file_is_for_its_user_alone_and_replaces_the_one_before()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var snapshot = await Snapshot.ReadAsync(database.Superuser, Cancellation);
        var folder = Directory.CreateTempSubdirectory("ringfence-");
        var path = Path.Combine(folder.FullName, "shop.snapshot");
        await File.WriteAllTextAsync(path, "what was there", Cancellation);

        await snapshot.SaveAsync(path, Cancellation);

        var loaded = await Snapshot.LoadAsync(path, Cancellation);
        Assert.Equal(snapshot.Server.DatabaseOid, loaded.Server.DatabaseOid);
        Assert.Equal([path], Directory.GetFiles(folder.FullName));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        folder.Delete(recursive: true);
    }
}
