namespace Conventions.Wrappers;

public sealed class AdoWrappersTests(ITestOutputHelper output)
{
    /// <summary>Raised with every wrapper that appears, so that a scan that finds none cannot pass.</summary>
    private const int KnownWrappers = 5;

    private const string Transaction = """
        using System.Data; using System.Data.Common;
        internal class Incomplete : DbTransaction
        {
            public override IsolationLevel IsolationLevel => IsolationLevel.ReadCommitted;
            protected override DbConnection? DbConnection => null;
            public override void Commit() { }
            public override void Rollback() { }
        }
        """;

    private const string Connection = """
        #nullable disable
        using System.Data; using System.Data.Common;
        internal sealed class Partial : DbConnection
        {
            public override string ConnectionString { get; set; }
            public override string Database => "";
            public override string DataSource => "";
            public override string ServerVersion => "";
            public override ConnectionState State => ConnectionState.Closed;
            public override void ChangeDatabase(string databaseName) { }
            public override void Close() { }
            public override void Open() { }
            protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => null;
            protected override DbCommand CreateDbCommand() => null;
        }
        """;

    private const string Rest = """
        internal sealed class Complete : Incomplete
        {
            public override bool SupportsSavepoints => true;
            public override Task CommitAsync(CancellationToken cancellationToken = default) => null!;
            public override Task RollbackAsync(CancellationToken cancellationToken = default) => null!;
            public override Task RollbackAsync(string name, CancellationToken cancellationToken = default) => null!;
            public override Task SaveAsync(string name, CancellationToken cancellationToken = default) => null!;
            public override Task ReleaseAsync(string name, CancellationToken cancellationToken = default) => null!;
            public override void Rollback(string name) { }
            public override void Save(string name) { }
            public override void Release(string name) { }
            public override ValueTask DisposeAsync() => default;
            protected override void Dispose(bool disposing) { }
        }
        """;

    [Fact]
    public void Every_wrapper_overrides_all_that_its_base_lets_it()
    {
        var wrappers = AdoWrappers.Find(Symbols.Of("Ringfence.Npgsql")).ToList();

        var missing = wrappers.SelectMany(AdoWrappers.NotOverridden).ToList();

        output.WriteLine($"{wrappers.Count} wrappers");
        Assert.True(wrappers.Count >= KnownWrappers, $"Only {wrappers.Count} wrappers were seen.");
        Verdict.Clean(missing.Except(AdoWrappers.Exceptions.Keys).Select(slot => $"{slot} is not overridden"));
        Verdict.Clean(AdoWrappers.Exceptions.Keys.Except(missing).Select(slot => $"{slot} is overridden: unlist it"));
    }

    [Fact]
    public void An_inherited_member_is_reported_by_its_base()
    {
        var wrapper = AdoWrappers.Find(Symbols.Compile(Transaction)).Single();

        var missing = AdoWrappers.NotOverridden(wrapper).ToList();

        Assert.Equal(11, missing.Count);
        Assert.Contains("Incomplete: DbTransaction.CommitAsync(CancellationToken)", missing);
        Assert.Contains("Incomplete: DbTransaction.SupportsSavepoints.get", missing);
        Assert.Contains("Incomplete: DbTransaction.Dispose(bool)", missing);
    }

    [Fact]
    public void Overrides_in_a_base_class_of_ours_count()
    {
        var wrapper = AdoWrappers.Find(Symbols.Compile(Transaction + Rest)).Single(type => type.Name == "Complete");

        var missing = AdoWrappers.NotOverridden(wrapper);

        Assert.Empty(missing);
    }

    [Theory]
    [InlineData("DbConnection.BeginDbTransactionAsync(IsolationLevel, CancellationToken)")]
    [InlineData("DbConnection.CreateDbBatch()")]
    [InlineData("DbConnection.StateChange.add")]
    [InlineData("DbConnection.StateChange.remove")]
    [InlineData("DbConnection.EnlistTransaction(Transaction?)")]
    [InlineData("DbConnection.DisposeAsync()")]
    [InlineData("Component.Dispose(bool)")]
    public void Events_disposal_and_protected_factories_of_a_connection_count(string slot)
    {
        var wrapper = AdoWrappers.Find(Symbols.Compile(Connection)).Single();

        var missing = AdoWrappers.NotOverridden(wrapper);

        Assert.Contains($"Partial: {slot}", missing);
    }

    [Fact]
    public void Every_slot_excused_as_noise_exists()
    {
        var wrapper = AdoWrappers.Find(Symbols.Compile(Connection)).Single();

        var open = AdoWrappers.OpenSlots(wrapper);

        Assert.Empty(AdoWrappers.Noise.Keys.Except(open, StringComparer.Ordinal));
    }
}
