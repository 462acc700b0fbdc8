using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;

namespace PostgresTests.EntityFrameworkCore.Migrations;

/// <summary>Runs operations without a migration around them.</summary>
internal static class DirectOperations
{
    public static async Task RunAsync(this LedgerContext context, Action<MigrationBuilder> migration)
    {
        var builder = new MigrationBuilder(context.Database.ProviderName);
        migration(builder);
        var commands = context.GetService<IMigrationsSqlGenerator>().Generate(builder.Operations);
        await context
            .GetService<IMigrationCommandExecutor>()
            .ExecuteNonQueryAsync(
                commands,
                context.GetService<IRelationalConnection>(),
                TestContext.Current.CancellationToken
            );
    }
}
