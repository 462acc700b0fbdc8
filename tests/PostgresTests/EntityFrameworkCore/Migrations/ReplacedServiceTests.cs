using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Internal;
using Npgsql.EntityFrameworkCore.PostgreSQL.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Migrations.Internal;
using Ringfence.EntityFrameworkCore.Migrations;

namespace PostgresTests.EntityFrameworkCore.Migrations;

/// <summary>Options that put others in the place of what keeps migrations from losing tenants in silence.</summary>
public sealed class ReplacedServiceTests(PostgresFixture postgres)
{
    /// <summary>By the names of the services.</summary>
    private static readonly Dictionary<string, Action<DbContextOptionsBuilder<LedgerContext>>> Replacements = new(
        StringComparer.Ordinal
    )
    {
        [nameof(NpgsqlMigrationsSqlGenerator)] = options =>
            options.ReplaceService<IMigrationsSqlGenerator, NpgsqlMigrationsSqlGenerator>(),
#pragma warning disable EF1001 // They are what a user derives from.
        [nameof(NpgsqlMigrator)] = options => options.ReplaceService<IMigrator, NpgsqlMigrator>(),
        [nameof(MigrationsModelDiffer)] = options =>
            options.ReplaceService<IMigrationsModelDiffer, MigrationsModelDiffer>(),
#pragma warning restore EF1001
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(nameof(NpgsqlMigrationsSqlGenerator), typeof(IMigrationsSqlGenerator))]
    [InlineData("NpgsqlMigrator", typeof(IMigrator))]
    [InlineData("MigrationsModelDiffer", typeof(IMigrationsModelDiffer))]
    public async Task Another_service_does_not_migrate(string replacement, Type service)
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.Accounts);
        await using var context = project.Open(Replacements[replacement]);

        var refusal = await Assert.ThrowsAsync<MigrationServiceReplacedException>(() =>
            context.Database.MigrateAsync(Cancellation)
        );
        Assert.Throws<MigrationServiceReplacedException>(() => context.GetService<IMigrator>().GenerateScript());

        Assert.Equal(("RF7014", replacement), (refusal.Code, refusal.Service.Name));
        Assert.Contains(service.Name, refusal.Message, StringComparison.Ordinal);
        Assert.Null(await project.ReadAsync<string>("select to_regclass('\"Accounts\"')::text"));
    }

    [Theory]
    [InlineData("NpgsqlMigrator")]
    [InlineData("MigrationsModelDiffer")]
    public async Task Nor_does_it_create_tables(string replacement)
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.Accounts);
        await using var context = project.Open(Replacements[replacement]);

        await Assert.ThrowsAsync<MigrationServiceReplacedException>(() =>
            context.Database.EnsureCreatedAsync(Cancellation)
        );

        Assert.Null(await project.ReadAsync<string>("select to_regclass('\"Accounts\"')::text"));
    }
}
