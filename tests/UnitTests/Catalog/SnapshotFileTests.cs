using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ringfence;
using Ringfence.Catalog;

namespace UnitTests.Catalog;

public sealed class SnapshotFileTests
{
    private static readonly Snapshot Small = Catalogs.Of(
        Catalogs.Table(1, "tenants", "id uuid"),
        Catalogs.Table(2, "notes", "id uuid", "tenant_id uuid").Referring("tenant_id", 1)
    );

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_saved_loads_and_saves_alike()
    {
        var text = await TextAsync(Small);

        var again = await TextAsync(await LoadAsync(text));

        Assert.Equal(text, again);
        Assert.StartsWith("{\"kind\":\"ringfence snapshot\",\"version\":1,", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("hello")]
    [InlineData("{\"kind\":\"another\",\"version\":1}")]
    [InlineData("{\"kind\":\"ringfence snapshot\",\"version\":0,\"snapshot\":null}")]
    [InlineData("{\"kind\":\"ringfence snapshot\",\"version\":1,\"snapshot\":null}")]
    [InlineData("{\"kind\":\"ringfence snapshot\",\"version\":1,\"snapshot\":{}}")]
    [InlineData("{\"kind\":\"ringfence snapshot\",\"version\":1e99}")]
    public async Task What_is_no_snapshot_is_refused(string text)
    {
        var refusal = await Assert.ThrowsAsync<SnapshotInvalidException>(() => LoadAsync(text));

        Assert.Equal("RF8002", refusal.Code);
    }

    [Fact]
    public async Task A_newer_one_is_named_as_that_whatever_else_is_in_it()
    {
        var refusal = await Assert.ThrowsAsync<SnapshotNewerException>(() =>
            LoadAsync("{\"kind\":\"ringfence snapshot\",\"version\":2,\"novelty\":[")
        );

        Assert.Equal("RF8003", refusal.Code);
    }

    [Theory]
    [InlineData("\"isUnlogged\":false", "\"isUnlogged\":null")]
    [InlineData("\"isUnlogged\":false,", "")]
    [InlineData("\"isUnlogged\":false", "\"isUnlogged\":false,\"isUnlogged\":false")]
    [InlineData("\"isUnlogged\":false", "\"isUnlogged\":false,\"unknown\":1")]
    [InlineData("\"kind\":\"ordinary\"", "\"kind\":\"odd\"")]
    [InlineData("\"kind\":\"ordinary\"", "\"kind\":7")]
    [InlineData("\"oid\":2,", "\"oid\":1,")]
    [InlineData("\"name\":\"notes\"", "\"name\":\"tenants\"")]
    [InlineData("\"columns\":[2]", "\"columns\":[9]")]
    [InlineData("\"columns\":[2]", "\"columns\":[2,2]")]
    [InlineData("\"referencedTable\":1,", "")]
    [InlineData("\"referencedColumns\":[1]", "\"referencedColumns\":[5]")]
    [InlineData("\"parents\":[]", "\"parents\":[1]")]
    public async Task A_broken_one_is_refused(string part, string other)
    {
        var text = await TextAsync(Small);
        Assert.Contains(part, text, StringComparison.Ordinal);

        // The first table's own parents make a circle; of the others the last is the one that refers to something.
        var at = other.Contains("parents", StringComparison.Ordinal)
            ? text.IndexOf(part, StringComparison.Ordinal)
            : text.LastIndexOf(part, StringComparison.Ordinal);
        var broken = text[..at] + other + text[(at + part.Length)..];

        await Assert.ThrowsAsync<SnapshotInvalidException>(() => LoadAsync(broken));
    }

    [Fact]
    public async Task A_file_with_bytes_changed_loads_or_is_refused_and_nothing_else()
    {
        var bytes = Encoding.UTF8.GetBytes(await TextAsync(Small));
        var changes = Gen.Choose(0, bytes.Length - 1).Zip(Gen.Choose(0, 255)).ListOf(3);

        Prop.ForAll(
                Arb.From(changes),
                all =>
                {
                    var changed = (byte[])bytes.Clone();
                    foreach (var (at, value) in all)
                    {
                        changed[at] = (byte)value;
                    }

                    return LoadsOrIsRefused(changed) && LoadsOrIsRefused(bytes[..all.Max(change => change.Item1)]);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    private static bool LoadsOrIsRefused(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        var loading = Snapshot.LoadAsync(stream, Cancellation);
        return loading.IsCompletedSuccessfully || loading.Exception?.InnerException is RingfenceException;
    }

    private static async Task<Snapshot> LoadAsync(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await Snapshot.LoadAsync(stream, Cancellation);
    }

    private static async Task<string> TextAsync(Snapshot snapshot)
    {
        using var stream = new MemoryStream();
        await snapshot.SaveAsync(stream, Cancellation);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
