using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Contract;
using Ringfence.Npgsql.Sessions;

namespace PostgresTests.Contract;

/// <summary>A database that version 1 installed, by the script that it printed, is brought up to date by init.</summary>
public sealed class UpgradeTests(PostgresFixture postgres)
{
    private const string Invoices = """
        create table public.invoice (id serial, tenant_id uuid not null, total int, primary key (tenant_id, id));
        insert into public.invoice (tenant_id, total)
        select t.id::uuid, n
        from generate_series(1, 3) as n,
            (values ('00000000-0000-4000-8000-00000000000a'), ('00000000-0000-4000-8000-00000000000b')) as t(id);
        """;

    /// <summary>All that a service stands on, and that an upgrade must not change.</summary>
    private const string Kept = """
        select md5(string_agg(t.line, chr(10) order by t.line))
        from (
            select row(k.*)::text from ringfence.signing_key as k
            union all
            select row(k.*)::text from ringfence.seal_key as k
            union all
            select row(p.*)::text from ringfence.password as p
            union all
            select row(i.*)::text from public.invoice as i
            union all
            select row(p.*)::text from pg_policies as p
            union all
            select c.relacl::text || c.relforcerowsecurity from pg_class as c where c.oid = 'public.invoice'::regclass
        ) as t(line)
        """;

    /// <summary>All that an installation makes in the schema.</summary>
    private const string Made = """
        select string_agg(replace(t.line, 'SUFFIX', ''), chr(10) order by t.line)
        from (
            select pg_get_functiondef(p.oid) || coalesce(obj_description(p.oid), '') || p.proacl::text
            from pg_proc as p where p.pronamespace = 'ringfence'::regnamespace
            union all
            select concat_ws(' ', a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                a.attidentity, pg_get_expr(d.adbin, d.adrelid), col_description(a.attrelid, a.attnum), c.relacl)
            from pg_attribute as a
            join pg_class as c on c.oid = a.attrelid
            left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
            where c.relnamespace = 'ringfence'::regnamespace and a.attnum > 0
            union all
            select k.conrelid::regclass || k.conname || pg_get_constraintdef(k.oid)
            from pg_constraint as k where k.connamespace = 'ringfence'::regnamespace
            union all
            select concat_ws(' ', c.version, c.compatible_from, c.binding, c.tenant_type, c.application_role, c.admin_role)
            from ringfence.contract as c
        ) as t(line)
        """;

    public static TheoryData<Binding> Bindings => [.. Enum.GetValues<Binding>()];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task Rows_keys_and_policies_are_kept_and_a_bound_session_goes_on(Binding binding)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var secret = await InstallVersion1Async(database, binding);
        var options = database.Options(binding);
        await using var app = await database.ConnectAsync(options.ApplicationRole);
        await Session.BindAsync(app, binding, TenantIdType.Uuid, secret, Fence.Red);
        Assert.Equal(3, await app.ScalarAsync<long>(Fence.Count));
        var before = await database.TextAsync(Kept);

        var done = await database.InstallAsync(options);

        Assert.Equal((1, null), (done.PreviousVersion, done.Secret));
        Assert.Equal(before, await database.TextAsync(Kept));
        Assert.Equal(3, await app.ScalarAsync<long>(Fence.Count));
        Assert.Equal(Fence.Red, await app.ScalarAsync<string>("select distinct i.tenant_id::text from invoice as i"));
        await using var next = await database.ConnectAsync(options.ApplicationRole);
        await Session.BindAsync(next, binding, TenantIdType.Uuid, secret, Fence.Blue);
        Assert.Equal(Fence.Blue, await next.ScalarAsync<string>("select distinct i.tenant_id::text from invoice as i"));
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task What_was_upgraded_is_what_a_new_installation_makes(Binding binding)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await using var fresh = await BareDatabase.CreateAsync(postgres.Server);
        await InstallVersion1Async(database, binding);

        await database.InstallAsync(database.Options(binding));
        await fresh.InstallAsync(fresh.Options(binding));

        Assert.Equal(
            await fresh.TextAsync(Made.Replace("SUFFIX", fresh.Suffix, StringComparison.Ordinal)),
            await database.TextAsync(Made.Replace("SUFFIX", database.Suffix, StringComparison.Ordinal))
        );
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task A_service_of_this_version_is_refused_until_then_and_told_what_to_do(Binding binding)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var secret = await InstallVersion1Async(database, binding);
        var options = database.Options(binding);
        await (await database.ConnectAsync(options.ApplicationRole)).DisposeAsync(); // Gives it a password.
        await using var service = TenantDataSource.Create(
            database.ConnectionString(options.ApplicationRole),
            new()
            {
                Binding = binding,
                SigningKey = secret,
                Password = secret,
            }
        );

        var refusal = await Assert.ThrowsAsync<ContractMismatchException>(service.RentAsync);
        await database.InstallAsync(options);

        Assert.StartsWith(
            "The database has version 1, and the service is set up for version 3. Run 'ringfence init'",
            refusal.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(3, await service.ReadAsync<long>(TenantId.Parse(Fence.Red, TenantIdType.Uuid), Fence.Count));
    }

    /// <summary>A pg_dump holds a lock on every table for as long as it takes; new connections must not queue behind it.</summary>
    [Fact]
    public async Task Once_up_to_date_init_waits_for_no_reader_of_the_contract()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync();
        await using var dump = await database.ConnectAsync();
        await dump.ExecuteAsync("begin; lock table ringfence.contract, ringfence.admin_log in access share mode");

        var again = await ContractInstaller.InstallWithinAsync(
            database.Superuser,
            database.Options(),
            keepSecret: null,
            TimeSpan.FromMilliseconds(500),
            Cancellation
        );

        Assert.Equal(ContractInstaller.Version, again.PreviousVersion);
    }

    /// <summary>As version 1 printed it, run as it told to: then the owner makes the secret, which is in no script.</summary>
    private static async Task<string?> InstallVersion1Async(BareDatabase database, Binding binding)
    {
        var script = await ReadAsync(binding);
        await database.ExecuteAsync(script.Replace("SUFFIX", database.Suffix, StringComparison.Ordinal));
        await database.ExecuteAsync(Invoices);
        await database.ProtectAsync("public.invoice");
        var make = binding switch
        {
            Binding.Signed => "select ringfence.new_key()",
            Binding.Password => "select ringfence.new_password()",
            _ => null,
        };
        if (make is null)
        {
            return null;
        }

        await using var owner = await database.ConnectAsync();
        await owner.ExecuteAsync($"set role {database.Options().Owner}");
        return await owner.ScalarAsync<string>(make);
    }

    private static async Task<string> ReadAsync(Binding binding)
    {
        await using var stream = typeof(UpgradeTests).Assembly.GetManifestResourceStream(
            $"PostgresTests.Contract.Version1.{binding}.sql"
        );
        using var reader = new StreamReader(stream!);
        return await reader.ReadToEndAsync(Cancellation);
    }
}
