using System.Globalization;
using Npgsql;
using PostgresTests.DataSource;
using Ringfence.Npgsql.Admin;
using Ringfence.Testing.Databases;

namespace PostgresTests.Admin;

/// <summary>The shortest ways to cross tenants in these tests, and to look at what was recorded.</summary>
internal static class Admins
{
    public static readonly AdminReason Reason = new()
    {
        Who = "alice@example.org",
        Why = "Find out why invoice 4711 was paid twice",
        Ticket = "SUP-17",
    };

    /// <summary>The two ways to open are separate code: asynchronous, and not.</summary>
    public static readonly bool[] Ways = [true, false];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static AdminDataSource CreateAdmin(
        this TestDatabase database,
        AdminDataSourceOptions? options = null,
        Action<NpgsqlConnectionStringBuilder>? connect = null
    )
    {
        var connection = new NpgsqlConnectionStringBuilder(database.AdminConnectionString);
        connect?.Invoke(connection);
        return AdminDataSource.Create(connection.ConnectionString, options);
    }

    /// <summary>Opens by the way that a test names: the two are separate code.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(
        this AdminDataSource admin,
        bool isAsync,
        AdminAccess access = AdminAccess.ReadOnly
    ) => isAsync ? await admin.OpenAsync(Reason, access, Cancellation) : admin.Open(Reason, access);

    /// <summary>How many opens were recorded.</summary>
    public static Task<long> RecordedAsync(this TestDatabase database) =>
        database.Superuser.ReadAsync<long>("select count(*) from ringfence.admin_log as l");

    /// <summary>
    /// The admin role has so many server processes in this database. One that was told to end takes a moment for it.
    /// </summary>
    public static async Task SessionsAsync(this TestDatabase database, long expected)
    {
        const string Sessions = """
            select count(*) from pg_stat_activity as a
            where a.datname = current_database() and a.usename = 'ringfence_admin'
            """;
        for (var look = 0; look < 200 && await database.Superuser.ReadAsync<long>(Sessions) > expected; look++)
        {
            await Task.Delay(10, Cancellation);
        }

        Assert.Equal(expected, await database.Superuser.ReadAsync<long>(Sessions));
    }

    /// <summary>The last recorded row, its columns in a line.</summary>
    public static Task<string> LastAsync(this TestDatabase database, string columns) =>
        database.Superuser.ReadAsync<string>(
            string.Create(
                CultureInfo.InvariantCulture,
                $"select concat_ws(' | ', {columns}) from ringfence.admin_log as l order by l.id desc limit 1"
            )
        );
}
