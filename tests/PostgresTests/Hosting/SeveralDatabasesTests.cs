using System.Data.Common;
using System.Transactions;
using Microsoft.Extensions.DependencyInjection;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Sessions;
using Ringfence.Signing;
using Ringfence.Testing.Databases;

namespace PostgresTests.Hosting;

/// <summary>Several databases in one process: nothing of one is used for the other.</summary>
public sealed class SeveralDatabasesTests(PostgresFixture postgres)
{
    private const string CountLines = "select count(*) from line";

    private static readonly TenantId RedNumber = TenantId.Parse("1", TenantIdType.BigInt);
    private static readonly TenantId BlueNumber = TenantId.Parse("2", TenantIdType.BigInt);

    [Theory]
    [InlineData(Binding.Signed, Binding.Password)]
    [InlineData(Binding.Password, Binding.Signed)]
    [InlineData(Binding.Signed, Binding.Signed)]
    [InlineData(Binding.Setting, Binding.Signed)]
    public async Task Databases_of_other_bindings_secrets_and_types_of_tenant_stand_side_by_side(
        Binding binding,
        Binding other
    )
    {
        await using var invoices = await Invoices.CreateAsync(postgres.Server, binding);
        await using var lines = await CreateLinesAsync(other, TenantIdType.BigInt);
        await using var service = await StartAsync(invoices, lines);
        var byKey = service.Services.GetRequiredKeyedService<TenantDataSource>("lines");

        Assert.Equal(Invoices.RedSum, await service.Source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
        Assert.Equal(2, await byKey.ReadAsync<long>(RedNumber, CountLines));
        Assert.Equal(Invoices.BlueSum, await service.Source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
        Assert.Equal(1, await byKey.ReadAsync<long>(BlueNumber, CountLines));
    }

    [Fact]
    public async Task A_tenant_of_the_one_database_is_none_of_the_other()
    {
        await using var invoices = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var lines = await CreateLinesAsync(Binding.Signed, TenantIdType.BigInt);
        await using var service = await StartAsync(invoices, lines);
        var byKey = service.Services.GetRequiredKeyedService<TenantDataSource>("lines");

        await Assert.ThrowsAsync<TenantIdInvalidException>(() => byKey.ReadAsync<long>(Invoices.Red, CountLines));
        await Assert.ThrowsAsync<TenantIdInvalidException>(() =>
            service.Source.ReadAsync<long>(RedNumber, Invoices.Sum)
        );
    }

    [Fact]
    public async Task A_token_of_one_database_is_refused_by_the_other()
    {
        await using var one = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var two = await CreateLinesAsync(Binding.Signed, TenantIdType.Uuid);
        Assert.NotEqual(one.Secret, two.Secret);
        await using var crossed = two.CreateSource(options => options.SigningKey = one.Secret);

        var refusal = await Assert.ThrowsAsync<TenantRefusedException>(() =>
            crossed.ReadAsync<long>(Invoices.Red, CountLines)
        );

        Assert.Equal("token_forged", refusal.Reason);
        Assert.Equal(2, await two.Source.ReadAsync<long>(Invoices.Red, CountLines));
    }

    [Fact]
    public async Task Each_database_has_a_check_at_start_up_of_its_own()
    {
        await using var invoices = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var lines = await CreateLinesAsync(Binding.Signed, TenantIdType.BigInt);

        var refusal = await Assert.ThrowsAsync<ContractMismatchException>(() =>
            StartAsync(invoices, lines, TenantIdType.Integer)
        );

        Assert.Contains("type bigint", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_unkeyed_services_are_the_default_database_and_the_keyed_ones_the_other()
    {
        await using var invoices = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var lines = await CreateLinesAsync(Binding.Signed, TenantIdType.BigInt);
        await using var service = await StartAsync(invoices, lines);
        var keyed = service.Services.GetRequiredKeyedService<TenantDataSource>("lines");

        Assert.Same(service.Source, service.Services.GetRequiredService<DbDataSource>());
        Assert.Same(service.Source, service.Services.GetRequiredKeyedService<TenantDataSource>(null));
        Assert.Same(keyed, service.Services.GetRequiredKeyedService<DbDataSource>("lines"));
        Assert.NotSame(service.Source, keyed);
        Assert.Null(service.Services.GetKeyedService<TenantDataSource>("unknown"));
    }

    [Fact]
    public async Task A_key_source_serves_the_database_whose_key_it_is_registered_under()
    {
        await using var invoices = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var lines = await CreateLinesAsync(Binding.Signed, TenantIdType.BigInt);
        var keys = (Default: new CountedKeys(invoices.Secret!), Lines: new CountedKeys(lines.Secret!));
        await using var service = await Service.StartAsync(
            (services, _) =>
            {
                services.AddSingleton<IKeySource>(keys.Default);
                services.AddKeyedSingleton<IKeySource>("lines", keys.Lines);
                services
                    .AddRingfence()
                    .AddNpgsql(invoices.ApplicationConnectionString)
                    .AddKeyedNpgsql(
                        "lines",
                        lines.ApplicationConnectionString,
                        options => options.TenantIdType = TenantIdType.BigInt
                    );
            }
        );

        await service
            .Services.GetRequiredKeyedService<TenantDataSource>("lines")
            .ReadAsync<long>(RedNumber, CountLines);

        Assert.Equal((0, 1), (keys.Default.Asked, keys.Lines.Asked));
    }

    [Fact]
    public void The_same_key_twice_is_refused_and_so_is_an_empty_one()
    {
        var ringfence = new ServiceCollection().AddRingfence().AddNpgsql("Host=one").AddKeyedNpgsql("two", "Host=two");

        var refusal = Assert.Throws<InvalidOperationException>(() => ringfence.AddKeyedNpgsql("two", "Host=three"));

        Assert.Contains("'two'", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ringfence.AddKeyedNpgsql("", "Host=three"));
        ringfence.AddKeyedNpgsql("three", "Host=three");
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Password)]
    public async Task Two_databases_that_spell_a_tenant_differently_share_a_transaction_scope(Binding binding)
    {
        var loud = TenantId.Parse(Invoices.Red.Value.Replace('1', 'A'), TenantIdType.Text);
        await using var texts = await CreateLinesAsync(binding, TenantIdType.Text, loud.Value);
        await using var uuids = await CreateLinesAsync(binding, TenantIdType.Uuid, loud.Value);
        using var transaction = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);

        var counts = (
            await texts.Source.ReadAsync<long>(loud, CountLines),
            await uuids.Source.ReadAsync<long>(loud, CountLines)
        );

        Assert.Equal((2, 2), counts);
    }

    [Fact]
    public async Task In_one_transaction_scope_each_database_keeps_the_tenant_that_it_began_with()
    {
        await using var invoices = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var lines = await CreateLinesAsync(Binding.Signed, TenantIdType.BigInt);
        await using var again = invoices.CreateSource();
        using var transaction = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
        await invoices.Source.ReadAsync<long>(Invoices.Red, Invoices.Sum);

        Assert.Equal(2, await lines.Source.ReadAsync<long>(RedNumber, CountLines));
        await Assert.ThrowsAsync<TenantChangedException>(() => lines.Source.ReadAsync<long>(BlueNumber, CountLines));
        await Assert.ThrowsAsync<TenantChangedException>(() => again.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
    }

    /// <summary>Two lines of the first tenant, one of another.</summary>
    private Task<TestDatabase> CreateLinesAsync(Binding binding, TenantIdType type, string? first = null)
    {
        var (red, blue) = type is TenantIdType.BigInt or TenantIdType.Integer
            ? (RedNumber, BlueNumber)
            : (Invoices.Red, Invoices.Blue);
        first ??= red.Value;
        return TestDatabase.CreateAsync(
            postgres.Server,
            new()
            {
                Binding = binding,
                TenantIdType = type,
                Schema = $"""
                create table line (tenant_id {type.ToString().ToLowerInvariant()} not null);
                insert into line values ('{first}'), ('{first}'), ('{blue.Value}');
                """,
                TenantTables = "line",
            },
            TestContext.Current.CancellationToken
        );
    }

    private static Task<Service> StartAsync(
        TestDatabase invoices,
        TestDatabase lines,
        TenantIdType type = TenantIdType.BigInt
    ) =>
        Service.StartAsync(
            (services, configuration) =>
                services
                    .AddRingfence()
                    .ConfigureNpgsql(configuration.GetSection("Invoices"))
                    .ConfigureNpgsql(configuration.GetSection("Lines"), "lines")
                    .AddNpgsql(invoices.ApplicationConnectionString)
                    .AddKeyedNpgsql("lines", lines.ApplicationConnectionString, options => options.TenantIdType = type),
            [.. Service.Settings("Invoices", invoices), .. Service.Settings("Lines", lines)]
        );

    private sealed class CountedKeys(string key) : IKeySource
    {
        private readonly SigningKey _key = SigningKey.Parse(key);

        public int Asked { get; private set; }

        public SigningKey GetKey()
        {
            Asked++;
            return _key;
        }
    }
}
