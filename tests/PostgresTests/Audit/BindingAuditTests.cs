using Ringfence;
using Ringfence.Audit;
using Ringfence.Catalog;
using Ringfence.Catalog.Manifests;
using Ringfence.Catalog.Server;
using Ringfence.Testing.Databases;

namespace PostgresTests.Audit;

/// <summary>What the audit says of the contract's own bindings.</summary>
public sealed class BindingAuditTests(AuditServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting, "RF701 setting ringfence.tenant")]
    [InlineData(Binding.Password)]
    public async Task Only_a_setting_that_any_sql_may_write_is_told_of(Binding binding, params string[] expected)
    {
        await using var database = await CreateAsync(binding);
        var snapshot = await Snapshot.ReadAsync(database.Superuser, Cancellation);

        var result = Audit(snapshot);

        Assert.Equal(expected, result.Open.Select(finding => $"{finding.Rule.Id} {finding.Object}"));
        Assert.Empty(result.Undecided);
    }

    [Fact]
    public async Task A_password_binding_behind_a_pooler_is_undecided()
    {
        await using var database = await CreateAsync(Binding.Password);
        var snapshot = await Snapshot.ReadAsync(database.Superuser, Cancellation);

        var result = Audit(snapshot with { Sessions = [Pooler] });

        var one = Assert.Single(result.Undecided);
        Assert.Equal("RF702 function ringfence.tenant()", $"{one.Rule.Id} {one.Object}");
        Assert.Empty(result.Open);
    }

    [Fact]
    public async Task A_signed_binding_behind_a_pooler_is_clean()
    {
        await using var database = await CreateAsync(Binding.Signed);
        var snapshot = await Snapshot.ReadAsync(database.Superuser, Cancellation);

        var result = Audit(snapshot with { Sessions = [Pooler] });

        Assert.Empty(result.Open);
        Assert.Empty(result.Undecided);
    }

    private static Session Pooler =>
        new()
        {
            Role = 0,
            Application = "PgBouncer 1.25",
            Sessions = 1,
        };

    private static AuditResult Audit(Snapshot snapshot) =>
        new Auditor
        {
            Rules = [.. RuleSet.All.Where(rule => rule.Family != RuleFamily.Versions)],
            Manifest = Manifest.Parse(
                """{ "version": 1, "tables": { "public.orders": { "class": "tenant", "column": "tenant_id" } } }"""u8.ToArray()
            ),
            Today = new(2026, 11, 22),
        }.Run(snapshot);

    private async Task<TestDatabase> CreateAsync(Binding binding) =>
        await server.CreateAsync(
            new()
            {
                Schema = """
                create table orders (
                    tenant_id uuid not null, id uuid not null default gen_random_uuid(), primary key (tenant_id, id)
                );
                """,
                TenantTables = "orders",
                Binding = binding,
            }
        );
}
