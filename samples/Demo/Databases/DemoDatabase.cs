using Npgsql;
using Ringfence;
using Ringfence.Contract;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Contract;
using Ringfence.Testing;

namespace Demo.Databases;

/// <summary>A database with contract, protected tables and rows, made in the way a team would make one.</summary>
internal sealed class DemoDatabase : IAsyncDisposable
{
    private DemoDatabase(DatabasePlan plan, string applicationConnectionString, string superuserConnectionString)
    {
        Plan = plan;
        ApplicationConnectionString = applicationConnectionString;
        SuperuserConnectionString = superuserConnectionString;
        Superuser = NpgsqlDataSource.Create(superuserConnectionString);
        Foreign = NpgsqlDataSource.Create(applicationConnectionString);
    }

    public DatabasePlan Plan { get; }

    public string ApplicationConnectionString { get; }

    public string SuperuserConnectionString { get; }

    /// <summary>The signing key or the password; null under the setting binding.</summary>
    public string? Secret { get; private set; }

    /// <summary>How many statements the contract took.</summary>
    public int ContractStatements { get; private set; }

    /// <summary>Sees through every policy: for making the database and for looking behind the scenes.</summary>
    public NpgsqlDataSource Superuser { get; }

    /// <summary>The application role without Ringfence's client: what psql or a script would be.</summary>
    public NpgsqlDataSource Foreign { get; }

    public static async Task<DemoDatabase> CreateAsync(
        PostgresServer server,
        DatabasePlan plan,
        string applicationPassword,
        CancellationToken cancellationToken
    )
    {
        var contract = new ContractOptions { Binding = plan.Binding, TenantIdType = plan.TenantIdType };
        await using (var postgres = NpgsqlDataSource.Create(server.SuperuserConnectionString))
        {
            await ExecuteAsync(postgres, $"create database {plan.Name}", cancellationToken);
        }

        var superuser = new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString) { Database = plan.Name };
        var database = new DemoDatabase(
            plan,
            server.ConnectionString(plan.Name, contract.ApplicationRole, applicationPassword),
            superuser.ConnectionString
        );
        await database.FillAsync(contract, applicationPassword, cancellationToken);
        return database;
    }

    /// <summary>As a superuser.</summary>
    public Task ExecuteAsync(string sql, CancellationToken cancellationToken) =>
        ExecuteAsync(Superuser, sql, cancellationToken);

    /// <summary>What a data source for this database needs to know.</summary>
    public TenantDataSourceOptions SourceOptions() =>
        new()
        {
            Binding = Plan.Binding,
            SigningKey = Plan.Binding == Binding.Signed ? Secret : null,
            Password = Plan.Binding == Binding.Password ? Secret : null,
        };

    public async ValueTask DisposeAsync()
    {
        await Foreign.DisposeAsync();
        await Superuser.DisposeAsync();
    }

    /// <summary>Contract, tables, protection, rows: <c>ringfence init</c> and <c>ringfence protect</c> do the same.</summary>
    private async Task FillAsync(ContractOptions contract, string password, CancellationToken cancellationToken)
    {
        var installation = await ContractInstaller.InstallAsync(
            Superuser,
            contract,
            cancellationToken: cancellationToken
        );
        Secret = installation.Secret;
        ContractStatements = installation.Statements.Length;

        // In the text, since DDL takes no parameter; it is hexadecimal.
        await ExecuteAsync($"alter role {contract.ApplicationRole} password '{password}'", cancellationToken);
        await ExecuteAsync($"grant create on schema public to {contract.Owner}", cancellationToken);
        await Plan.Schema.MakeAsync(this, contract.Owner, cancellationToken);
        await ExecuteAsync(Plan.Rows, cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
