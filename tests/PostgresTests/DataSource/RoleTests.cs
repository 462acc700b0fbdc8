using Npgsql;
using Ringfence;

namespace PostgresTests.DataSource;

public sealed class RoleTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task The_role_of_these_tests_is_bound_by_policies(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        var user = new NpgsqlConnectionStringBuilder(database.ApplicationConnectionString).Username!;

        await using var connection = await database.Source.RentAsync(); // The data source's own check lets it in.
        var privileged = await database.Superuser.ReadAsync<bool>(
            """
            select r.rolsuper or r.rolbypassrls or r.rolcreaterole
                or exists (select from pg_class as c where c.relowner = r.oid)
                or exists (select from pg_auth_members as m where m.member = r.oid)
            from pg_roles as r
            where r.rolname = $1
            """,
            user
        );

        Assert.False(privileged);
        using var scope = TenantScope.Enter(Invoices.Red);
        Assert.Equal(user, await connection.ReadAsync<string>("select session_user::text"));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task Each_tenant_sees_its_rows_and_none_of_the_other(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        const string Foreign = "select count(*) from invoice as i where i.tenant_id <> ringfence.tenant()";

        Assert.Equal(Invoices.RedSum, await database.Source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
        Assert.Equal(Invoices.BlueSum, await database.Source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
        Assert.Equal(0, await database.Source.ReadAsync<long>(Invoices.Red, Foreign));
        Assert.Equal(0, await database.As(Invoices.Red).ExecuteAsync("update invoice set total = 5 where total >= 10"));
        Assert.Equal(3, await database.As(Invoices.Red).ExecuteAsync("delete from invoice"));
        Assert.Equal(Invoices.BlueSum, await database.Source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_row_of_another_tenant_cannot_be_written(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        var insert = $"insert into invoice (tenant_id, total) values ('{Invoices.Blue}', 1)";

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => database.As(Invoices.Red).ExecuteAsync(insert));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
        Assert.Equal(1, await database.As(Invoices.Blue).ExecuteAsync(insert));
    }
}
