using System.Security.Cryptography;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Sessions;

namespace PostgresTests.DataSource;

public sealed class PowerTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("alter role {0} createrole", "may create roles")]
    [InlineData("alter role {0} replication", "may replicate")]
    [InlineData("grant pg_execute_server_program to {0}", "reaches past the database")]
    [InlineData("grant pg_read_server_files to {0}", "reaches past the database")]
    [InlineData("grant pg_write_server_files to {0}", "reaches past the database")]
    [InlineData("grant pg_read_all_data to {0}", "the contract's keys")]
    [InlineData("grant pg_write_all_data to {0}", "the contract's keys")]
    [InlineData("create role {0}x createrole role {0}", "{0}x, which may create roles: run \"revoke {0}x from {0}\"")]
    [InlineData("create role {0}x replication role {0}", "{0}x, which may replicate: run \"revoke {0}x from {0}\"")]
    [InlineData(
        "grant select on table ringfence.signing_key to {0}",
        "may select ringfence.signing_key: run \"revoke select on table ringfence.signing_key from {0}\""
    )]
    [InlineData(
        "grant select (inner_pad) on table ringfence.seal_key to ringfence_app",
        "may select ringfence.seal_key"
    )]
    [InlineData("grant delete on table ringfence.contract to public", "from public")]
    public async Task A_role_with_a_power_past_the_policies_is_refused(string power, string danger)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var role = $"power_{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        string Named(string text) => text.Replace("{0}", role, StringComparison.Ordinal);
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var setup = database.Superuser.CreateCommand(
            $"create role {role} login password 'x' in role ringfence_app; {Named(power)}"
        );
        await setup.ExecuteNonQueryAsync(cancellationToken);

        await using var source = TenantDataSource.Create(
            postgres.Server.ConnectionString(database.Name, role, "x"),
            new() { SigningKey = database.Secret }
        );
        var refusal = await Assert.ThrowsAsync<PrivilegedRoleException>(async () =>
            await source.OpenConnectionAsync(cancellationToken)
        );

        Assert.Contains(Named(danger), Assert.Single(refusal.Dangers), StringComparison.Ordinal);
        await using var cleanup = database.Superuser.CreateCommand(
            $"drop owned by {role}; drop role {role}; drop role if exists {role}x"
        );
        await cleanup.ExecuteNonQueryAsync(cancellationToken);
    }
}
