using Ringfence;
using Ringfence.Testing.Databases;

namespace PostgresTests.Injection;

/// <summary>The bind travels in the text of several statements; what else stands in that text must not reach its token.</summary>
public sealed class TokenInTextTests(PostgresFixture postgres)
{
    private static readonly TenantId Red = TenantId.From(Guid.Parse("11111111-1111-4111-8111-111111111111"));

    [Fact]
    public async Task Injected_text_cannot_name_the_parameter_that_carries_the_token()
    {
        await using var database = await TestDatabase.CreateAsync(
            postgres.Server,
            cancellationToken: TestContext.Current.CancellationToken
        );

        var read = () => database.As(Red).ScalarAsync<object>("select @ringfence_bind; select 1");

        var refusal = await Assert.ThrowsAsync<Npgsql.PostgresException>(read);
        Assert.Equal(Npgsql.PostgresErrorCodes.UndefinedColumn, refusal.SqlState);
    }

    [Fact]
    public async Task Several_statements_are_bound()
    {
        await using var database = await TestDatabase.CreateAsync(
            postgres.Server,
            cancellationToken: TestContext.Current.CancellationToken
        );

        var tenant = await database.As(Red).ScalarAsync<string>("select ringfence.get_tenant(); select 1");

        Assert.Equal(Red.Value, tenant);
    }
}
