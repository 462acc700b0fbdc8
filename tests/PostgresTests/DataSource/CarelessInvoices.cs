using Npgsql;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Testing;
using Ringfence.Testing.Databases;

namespace PostgresTests.DataSource;

/// <summary>
/// The invoices, in a database whose functions leave things in sessions, and where the role may create temporary tables.
/// </summary>
internal static class CarelessInvoices
{
    public static async Task<TestDatabase> CreateAsync(
        PostgresServer server,
        Binding binding,
        bool allowTemporary = true
    )
    {
        var database = await Invoices.CreateAsync(server, binding);
        await database.Superuser.RunAsync(
            $$"""
            create sequence ticket;
            grant usage on sequence ticket to {{TestRoles.Application}};
            alter table invoice alter note set default nextval('ticket')::text;
            create function careless(i invoice) returns text return set_config('work_mem', '77kB', false);
            create function "Careless too"() returns text return set_config('work_mem', '77kB', false);
            create function book() returns bigint return nextval('ticket');
            create procedure careless_call() language sql as $$select set_config('work_mem', '77kB', false)$$;
            create procedure careless_lock() language sql as $$select pg_advisory_lock_shared(5)$$;
            grant execute on all routines in schema public to public
            """
        );
        if (allowTemporary)
        {
            await database.Superuser.RunAsync(
                $"grant temporary on database \"{database.Name}\" to {TestRoles.Application}"
            );
        }

        return database;
    }

    /// <summary>One physical connection, which is reset only if a text may have left something.</summary>
    public static TenantDataSource IfDirty(
        this TestDatabase database,
        Action<NpgsqlConnectionStringBuilder>? connect = null
    ) =>
        database.CreateSource(
            options =>
            {
                options.UnsafeResetOnlyIfDirty = true;
                options.CleanFunctions = ["double_total", "book"];
            },
            to =>
            {
                to.MaxPoolSize = 1;
                connect?.Invoke(to);
            }
        );

    /// <summary>One physical connection, which the first bind of each use resets.</summary>
    public static TenantDataSource WithBind(
        this TestDatabase database,
        Action<NpgsqlConnectionStringBuilder>? connect = null,
        bool onlyIfDirty = false
    ) =>
        database.CreateSource(
            options =>
            {
                options.ResetWithBind = true;
                options.UnsafeResetOnlyIfDirty = onlyIfDirty;
            },
            to =>
            {
                to.MaxPoolSize = 1;
                connect?.Invoke(to);
            }
        );

    /// <summary>Red leaves something.</summary>
    /// <returns>In which server process.</returns>
    public static async Task<int> LeaveAsync(this TenantDataSource source, string leaving)
    {
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var red = await source.RentAsync();
        await red.RunAsync(leaving);
        return red.Inner.ProcessID;
    }

    /// <summary>What blue counts after red left something.</summary>
    public static async Task<long> LeftAsync(this TenantDataSource source, string leaving, string counting)
    {
        await source.LeaveAsync(leaving);
        return await source.ReadAsync<long>(Invoices.Blue, counting);
    }
}
