using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Ringfence.EntityFrameworkCore;

namespace Accounts;

/// <summary>The context of the migrations, as <c>dotnet ef</c> makes it too: the owner's connection, and no data source.</summary>
internal sealed class MigratingContext : IDesignTimeDbContextFactory<AccountsContext>
{
    public static AccountsContext Create(string ownerConnectionString) =>
        new(
            new DbContextOptionsBuilder<AccountsContext>()
                .UseNpgsql(ownerConnectionString)
                .UseRingfenceMigrations()
                .Options
        );

    /// <summary>Writing migrations needs no database; applying them by <c>dotnet ef database update</c> does.</summary>
    public AccountsContext CreateDbContext(string[] args) =>
        Create(Environment.GetEnvironmentVariable("ACCOUNTS_OWNER") ?? "Host=localhost;Database=accounts");
}
