using Ringfence;
using Ringfence.Testing;
using Ringfence.Testing.Databases;

namespace PostgresTests.DataSource;

/// <summary>The database of these tests: red has the totals 1, 2 and 3, blue has 10 and 20.</summary>
internal static class Invoices
{
    public const string Sum = "select coalesce(sum(i.total), 0) from invoice as i";
    public const long RedSum = 6;
    public const long BlueSum = 30;

    public static readonly TenantId Red = TenantId.Parse("11111111-1111-1111-1111-111111111111", TenantIdType.Uuid);
    public static readonly TenantId Blue = TenantId.Parse("22222222-2222-2222-2222-222222222222", TenantIdType.Uuid);

    private const string Schema = """
        create table invoice (
            id bigint generated always as identity primary key,
            tenant_id uuid not null,
            total integer not null check (total > 0),
            note text unique deferrable initially deferred
        );
        insert into invoice (tenant_id, total) values
            ('11111111-1111-1111-1111-111111111111', 1),
            ('11111111-1111-1111-1111-111111111111', 2),
            ('11111111-1111-1111-1111-111111111111', 3),
            ('22222222-2222-2222-2222-222222222222', 10),
            ('22222222-2222-2222-2222-222222222222', 20);
        create function double_total(in factor integer, out doubled bigint) language sql
            return (select factor * sum(i.total) from invoice as i);
        create procedure raise_totals(by_how_much integer) language sql
            as 'update invoice as i set total = i.total + by_how_much';
        grant execute on all routines in schema public to public;
        """;

    public static Task<TestDatabase> CreateAsync(PostgresServer server, Binding binding, bool sealOnly = false) =>
        TestDatabase.CreateAsync(
            server,
            new()
            {
                Binding = binding,
                SealOnly = sealOnly,
                Schema = Schema,
                TenantTables = "invoice",
            },
            TestContext.Current.CancellationToken
        );

    /// <summary>What this tenant has to see when it asks for the sum.</summary>
    public static long SumOf(TenantId tenant) => tenant == Red ? RedSum : BlueSum;
}
