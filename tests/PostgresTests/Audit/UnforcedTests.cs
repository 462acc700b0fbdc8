namespace PostgresTests.Audit;

/// <summary>What a table whose row security is not forced is told, by who owns it.</summary>
public sealed class UnforcedTests(AuditServer server)
{
    private const string Orders = """
        create table orders (
            tenant_id uuid not null, id uuid not null default gen_random_uuid(), primary key (tenant_id, id)
        );
        -- ringfence protect orders
        alter table orders no force row level security;
        """;

    [Theory]
    [InlineData("", "", "superuser")]
    [InlineData("reset role; alter table orders owner to current_user", "while its owner is a superuser", "bypassrls")]
    [InlineData(
        "reset role; create role keeper bypassrls; alter table orders owner to keeper",
        "while its owner has bypassrls",
        "superuser"
    )]
    public async Task Forcing_is_said_to_change_nothing_where_it_does_not(string change, string said, string unsaid)
    {
        var result = await server.TakeAsync(new($"{Orders}\n{change}"));

        var finding = Assert.Single(result.Audit.Open, one => one.Rule.Id == "RF203");
        Assert.Contains(said, finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(unsaid, finding.Message, StringComparison.Ordinal);
    }
}
