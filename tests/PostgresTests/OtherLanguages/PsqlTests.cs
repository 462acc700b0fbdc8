using PostgresTests.Contract;
using Ringfence;

namespace PostgresTests.OtherLanguages;

/// <summary>psql as the application role, with a token of <c>ringfence token</c> or the password.</summary>
public sealed class PsqlTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_bound_session_sees_its_tenants_rows_until_it_is_unset(Binding binding)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, binding);

        var psql = await Psql.RunAsync(
            fence.Database.ApplicationConnectionString,
            $"""
            select count(*) from invoice;
            {Bind(fence, binding, Fence.Red)}
            select count(*), count(*) filter (where tenant_id = '{Fence.Blue}') from invoice;
            select ringfence.get_tenant();
            {Bind(fence, binding, Fence.Blue)}
            select count(*), count(*) filter (where tenant_id = '{Fence.Red}') from invoice;
            select ringfence.unset_tenant();
            select count(*) from invoice;
            """
        );

        Assert.Equal((0, ""), (psql.ExitCode, psql.Error));
        Assert.Equal(
            ["0", "3|0", Fence.Red, "3|0", "0"],
            psql.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        );
    }

    [Theory]
    [InlineData(Binding.Signed, "this is no token signed with one of the database's keys")]
    [InlineData(Binding.Password, "the password is wrong")]
    public async Task A_forger_is_told_so_and_sees_nothing(Binding binding, string told)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, binding);

        var psql = await Psql.RunAsync(
            fence.Database.ApplicationConnectionString,
            $"""
            {Bind(fence, binding, Fence.Red).Replace(fence.Secret, "wrong", StringComparison.Ordinal).Replace(
                Fence.Red,
                Fence.Blue,
                StringComparison.Ordinal
            )}
            select count(*) from invoice;
            """
        );

        Assert.Contains(told, psql.Error, StringComparison.Ordinal);
        Assert.Equal("0", psql.Output.Trim());
    }

    /// <summary>
    /// Transactions of one message share now(), so the seal of the first, written back, holds in the second. It names
    /// the tenant whose token came in the same message, and nobody else's.
    /// </summary>
    [Fact]
    public async Task A_seal_that_is_written_back_holds_within_its_message_and_for_its_tenant_alone()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, sealOnly: true);
        var connection = fence.Database.ApplicationConnectionString;
        var keep =
            $"begin\\; call ringfence.bind('{fence.Token(Fence.Red)}')\\;"
            + " select set_config('x.seal', current_setting('ringfence.tenant'), false)\\; commit\\; begin\\;"
            + " select set_config('ringfence.tenant', current_setting('x.seal'), false)\\;";

        var same = await Psql.RunAsync(connection, $"{keep} select 'n=' || count(*) from invoice\\; commit;");
        var next = await Psql.RunAsync(connection, $"{keep} commit;\nselect 'n=' || count(*) from invoice;");
        var blue = await Psql.RunAsync(
            connection,
            $"{keep} select set_config('ringfence.tenant', replace(current_setting('x.seal'), '{Fence.Red}',"
                + $" '{Fence.Blue}'), false)\\; select 'n=' || count(*) from invoice\\; commit;"
        );

        Assert.Contains("n=3", same.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("n=", next.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("n=", blue.Output, StringComparison.Ordinal);
    }

    private static string Bind(Fence fence, Binding binding, string tenant) =>
        binding switch
        {
            Binding.Signed => $"select ringfence.set_tenant('{fence.Token(tenant)}');",
            Binding.Setting => $"select ringfence.set_tenant('{tenant}');",
            _ => $"select ringfence.set_tenant_id('{tenant}', '{fence.Secret}');",
        };
}
