namespace PostgresTests.Audit;

/// <summary>What is said of a definer function that is undecided is what keeps it from being decided.</summary>
public sealed class DefinerReasonTests(AuditServer server)
{
    public static TheoryData<string, string, string> Bodies =>
        new()
        {
            {
                "sql security definer",
                "select count(*) from public.orders as o where o.tenant_id = ringfence.tenant()",
                "which tables a body without a search_path of its own means"
            },
            {
                Closed("sql"),
                "with gone as (delete from public.orders as o where o.tenant_id = ringfence.tenant() returning 1) "
                    + "select count(*) from gone",
                "how a statement that is no select keeps to who calls"
            },
            {
                Closed("plpgsql"),
                "begin perform ringfence.tenant(); return (select count(*) from public.orders as o "
                    + "where o.tenant_id = ringfence.tenant()); end",
                "what a body of more than one query does with the answer"
            },
            {
                Closed("plpgsql"),
                @"begin raise notice E'\xc3\xa9'; return (select count(*) from public.orders); end",
                "where the words of its body begin and end"
            },
            {
                Closed("sql"),
                "select count(*) from public.orders as o where o.tenant_id = "
                    + "nullif(current_setting('app.tenant', true), '')::uuid",
                "how its conditions keep public.orders to who calls"
            },
            {
                Closed("sql") + " set app.tenant = 'x'",
                "select count(*) from public.orders as o where o.tenant_id = ringfence.tenant()",
                "what a body means whose function sets more than its search_path"
            },
        };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task An_undecided_function_is_told_with_what_is_not_understood(string kind, string body, string why)
    {
        var result = await server.TakeAsync(new(Schema(kind, body)));

        var undecided = Assert.Single(result.Audit.Undecided);
        Assert.Equal("RF411", undecided.Rule.Id);
        Assert.EndsWith($"it is not understood {why}", undecided.Reason, StringComparison.Ordinal);
    }

    private static string Closed(string language) =>
        $"{language} security definer set search_path = pg_catalog, pg_temp";

    private static string Schema(string kind, string body) =>
        $"""
            create table orders (
                tenant_id uuid not null,
                id uuid not null default gen_random_uuid(),
                primary key (tenant_id, id)
            );
            -- ringfence protect orders
            create policy narrow on orders as restrictive to ringfence_app
                using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
            reset role;
            create function probe() returns bigint language {kind} as $body$ {body} $body$;
            """;
}
