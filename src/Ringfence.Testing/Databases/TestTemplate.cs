using System.Runtime.CompilerServices;
using Npgsql;
using Ringfence.Contract;
using Ringfence.Npgsql.Contract;

namespace Ringfence.Testing.Databases;

/// <summary>A database that tests are given copies of: made once a server and options, since an installation takes time.</summary>
internal sealed record TestTemplate(string Database, string? Secret)
{
    private static readonly ConditionalWeakTable<PostgresServer, Templates> OfServer = [];

    public static Task<TestTemplate> GetAsync(PostgresServer server, TestDatabaseOptions options) =>
        OfServer.GetValue(server, _ => new()).GetAsync(server, options);

    private sealed class Templates
    {
        private readonly Dictionary<TestDatabaseOptions, Task<TestTemplate>> _made = [];
        private Task _last = Task.CompletedTask;

        public Task<TestTemplate> GetAsync(PostgresServer server, TestDatabaseOptions options)
        {
            lock (_made)
            {
                if (!_made.TryGetValue(options, out var template))
                {
                    template = MakeAsync(_last, server, options);
                    _made.Add(options, template);
                    _last = template;
                }

                return template;
            }
        }

        /// <summary>One after the other, however the one before ended: roles belong to the whole server.</summary>
        private static async Task<TestTemplate> MakeAsync(
            Task before,
            PostgresServer server,
            TestDatabaseOptions options
        )
        {
            await Task.WhenAny(before).ConfigureAwait(false);
            return await InstallAsync(server, options).ConfigureAwait(false);
        }

        private static async Task<TestTemplate> InstallAsync(PostgresServer server, TestDatabaseOptions options)
        {
            var database = await server.CreateDatabaseAsync().ConfigureAwait(false);
            var connectionString = new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString)
            {
                Database = database,
                Pooling = false, // A template must have no connection.
            };
            var admin = NpgsqlDataSource.Create(connectionString);
            await using var _ = admin.ConfigureAwait(false);
            var contract = new ContractOptions
            {
                Binding = options.Binding,
                TenantIdType = options.TenantIdType,
                SealOnly = options.SealOnly,
            };
            var installation = await ContractInstaller.InstallAsync(admin, contract).ConfigureAwait(false);
            await RunAsync(admin, TestRoles.PasswordStatement(server)).ConfigureAwait(false);
            if (options.Schema.Length > 0)
            {
                // As the owner, that owns what it makes: tables of a superuser would be no tenant tables.
                var sql =
                    $"grant create on schema public to {contract.Owner}; set role {contract.Owner}; {options.Schema}";
                await RunAsync(admin, sql).ConfigureAwait(false);
            }

            var tables = options.TenantTables.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            await TableProtector.ProtectAsync(admin, tables, options.TenantColumn).ConfigureAwait(false);
            return new(database, installation.Secret);
        }

        private static async Task RunAsync(NpgsqlDataSource source, string sql)
        {
            var command = source.CreateCommand(sql);
            await using var _ = command.ConfigureAwait(false);
            await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
    }
}
