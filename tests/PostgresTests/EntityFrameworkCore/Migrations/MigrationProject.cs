using System.Reflection;
using System.Security.Cryptography;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Design;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PostgresTests.OtherLanguages;
using Ringfence;
using Ringfence.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Ownership;
using Ringfence.Testing;
using Ringfence.Testing.Databases;

namespace PostgresTests.EntityFrameworkCore.Migrations;

/// <summary>
/// A user's project: migrations are added to it as <c>dotnet ef migrations add</c> does, compiled, and applied by a login
/// that is a member of the owner and no superuser.
/// </summary>
internal sealed class MigrationProject : IAsyncDisposable
{
    public static readonly TenantId Red = Shop.Red;
    public static readonly TenantId Blue = Shop.Blue;

    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);
    private readonly PostgresServer _server;
    private readonly string _login = $"migrator_{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
    private readonly Action<OwnershipOptions>? _options;
    private Assembly _assembly = typeof(MigrationProject).Assembly;
    private Action<ModelBuilder> _shape = Shapes.Empty;

    private MigrationProject(PostgresServer server, TestDatabase database, Action<OwnershipOptions>? options)
    {
        _server = server;
        _options = options;
        Database = database;
    }

    public TestDatabase Database { get; }

    /// <summary>The owner's connection: what a user migrates by.</summary>
    public string ConnectionString =>
        new NpgsqlConnectionStringBuilder(_server.ConnectionString(Database.Name, _login, "of a throw-away server"))
        {
            Options = "-c role=ringfence_owner",
            Pooling = false,
        }.ConnectionString;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<MigrationProject> CreateAsync(
        PostgresServer server,
        TestDatabaseOptions? database = null,
        Action<OwnershipOptions>? options = null
    )
    {
        var project = new MigrationProject(
            server,
            await TestDatabase.CreateAsync(server, database, Cancellation),
            options
        );
        await project.ExecuteAsync(
            $"create role {project._login} login password 'of a throw-away server' in role ringfence_owner;"
                + " grant create, usage on schema public to ringfence_owner;"
                + $" grant create on database {project.Database.Name} to ringfence_owner"
        );
        return project;
    }

    /// <summary>Adds a migration to this model; gives its code. Names are in the order of the alphabet.</summary>
    public string Add(string name, Action<ModelBuilder> shape)
    {
        _shape = shape;
        using var context = Open();
#pragma warning disable EF1001 // It is what the tool itself begins with, and looks for the attribute of this assembly.
        var services = new DesignTimeServicesBuilder(
            typeof(MigrationProject).Assembly,
            typeof(MigrationProject).Assembly,
            new OperationReporter(handler: null),
            []
        ).Build(context);
#pragma warning restore EF1001
        using var scope = services.CreateScope();
        var migration = scope
            .ServiceProvider.GetRequiredService<IMigrationsScaffolder>()
            .ScaffoldMigration(name, "Ledgers");
        _sources[name] = migration.MigrationCode;
        _sources[$"{name}.Designer"] = migration.MetadataCode;
        _sources["Snapshot"] = migration.SnapshotCode;
        Compile();
        return migration.MigrationCode;
    }

    /// <summary>Changes a migration's code, as a user does.</summary>
    public void Edit(string name, string old, string changed)
    {
        Assert.Contains(old, _sources[name], StringComparison.Ordinal);
        _sources[name] = _sources[name].Replace(old, changed, StringComparison.Ordinal);
        Compile();
    }

    /// <summary>Adds a migration that only runs this, written by hand.</summary>
    public void AddByHand(string name, string up, string down = "")
    {
        var code = Add(name, _shape);
        _sources[name] =
            "using Ringfence;\nusing Ringfence.EntityFrameworkCore.Migrations;\n"
            + code.Replace(
                    "void Up(MigrationBuilder migrationBuilder)\n        {",
                    $"void Up(MigrationBuilder migrationBuilder)\n        {{ {up}",
                    StringComparison.Ordinal
                )
                .Replace(
                    "void Down(MigrationBuilder migrationBuilder)\n        {",
                    $"void Down(MigrationBuilder migrationBuilder)\n        {{ {down}",
                    StringComparison.Ordinal
                );
        Assert.Contains(up, _sources[name], StringComparison.Ordinal);
        Compile();
    }

    public bool HasPendingChanges()
    {
        using var context = Open();
        return context.Database.HasPendingModelChanges();
    }

    public async Task MigrateAsync(string? target = null)
    {
        await using var context = Open();
        await context.GetService<IMigrator>().MigrateAsync(target, Cancellation);
    }

    public string Script(bool isIdempotent = true)
    {
        using var context = Open();
        return context
            .GetService<IMigrator>()
            .GenerateScript(
                options: isIdempotent
                    ? MigrationsSqlGenerationOptions.Idempotent
                    : MigrationsSqlGenerationOptions.Default
            );
    }

    /// <summary>Runs the idempotent script in psql as the owner.</summary>
    public async Task RunScriptAsync(bool isIdempotent = true)
    {
        var outcome = await Psql.RunAsync(
            ConnectionString,
            $"\\set ON_ERROR_STOP on\nset role ringfence_owner;\n{Script(isIdempotent)}"
        );
        Assert.True(outcome.ExitCode == 0, outcome.Error);
    }

    /// <summary>A context of the latest model and migrations, on the owner's connection.</summary>
    public LedgerContext Open(Action<DbContextOptionsBuilder<LedgerContext>>? configure = null)
    {
        var builder = new DbContextOptionsBuilder<LedgerContext>()
            .OfMany()
            .UseNpgsql(ConnectionString, npgsql => npgsql.MigrationsAssembly(_assembly))
            .UseRingfenceMigrations(_options)
            .EnableServiceProviderCaching(false);
        configure?.Invoke(builder);
        return new(builder.Options, _shape);
    }

    /// <summary>A context of the latest model and migrations, bound to the tenant in scope.</summary>
    public LedgerContext OpenBound() =>
        new(
            new DbContextOptionsBuilder<LedgerContext>()
                .OfMany()
                .UseNpgsql(npgsql => npgsql.MigrationsAssembly(_assembly))
                .UseRingfence(Database.Source, _options)
                .EnableServiceProviderCaching(false)
                .Options,
            _shape
        );

    /// <summary>Runs statements that see through every policy.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var command = Database.Superuser.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    /// <summary>Reads past every policy.</summary>
    public async Task<T?> ReadAsync<T>(string sql)
    {
        await using var command = Database.Superuser.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation) is { } value and not DBNull ? (T)value : default;
    }

    /// <summary>What is isolated, and how: the tables with their switches, policies, defaults and privileges.</summary>
    public async Task<string> StateAsync() =>
        await ReadAsync<string>(
            """
            select string_agg(format('%s %s %s %s %s %s', c.relname, c.relrowsecurity, c.relforcerowsecurity, c.relacl,
                (select string_agg(format('%s %s %s %s', p.polname, p.polroles, pg_get_expr(p.polqual, c.oid),
                    pg_get_expr(p.polwithcheck, c.oid)), ', ' order by p.polname) from pg_policy as p where p.polrelid = c.oid),
                (select string_agg(format('%s=%s', d.adnum, pg_get_expr(d.adbin, c.oid)), ', ' order by d.adnum)
                    from pg_attrdef as d where d.adrelid = c.oid)), E'\n' order by c.relname)
            from pg_class as c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
                and c.relname <> '__EFMigrationsHistory'
            """
        ) ?? "";

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await using var superuser = NpgsqlDataSource.Create(_server.SuperuserConnectionString);
        await using var command = superuser.CreateCommand($"drop role {_login}");
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private void Compile()
    {
        var compilation = CSharpCompilation.Create(
            $"Ledgers{RandomNumberGenerator.GetHexString(8)}",
            _sources.Values.Select(source => CSharpSyntaxTree.ParseText(source, cancellationToken: Cancellation)),
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Select(path => MetadataReference.CreateFromFile(path)),
            new(OutputKind.DynamicallyLinkedLibrary)
        );
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream, cancellationToken: Cancellation);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics) + string.Join('\n', _sources.Values));
        _assembly = Assembly.Load(stream.ToArray());
    }
}
