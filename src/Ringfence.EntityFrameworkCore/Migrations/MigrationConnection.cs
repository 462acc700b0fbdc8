using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Ringfence.EntityFrameworkCore.Migrations;

/// <summary>Tells the services' connection from the owner's.</summary>
internal static class MigrationConnection
{
    /// <summary>By its login: a context may be given the owner's connection at run time.</summary>
    /// <exception cref="MigrationConnectionException">It is the services'.</exception>
    public static void RefuseTenants(IRelationalConnection connection, IDbContextOptions options)
    {
        if (
            options.FindExtension<RingfenceOptionsExtension>()?.Source is { } source
            && Login(connection.ConnectionString) == Login(source.Inner.ConnectionString)
        )
        {
            throw new MigrationConnectionException();
        }
    }

    private static string? Login(string? connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString).Username;
}
