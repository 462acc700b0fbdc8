using System.Collections.Immutable;
using System.Data;
using System.Data.Common;

namespace PostgresTests.Behaviours;

internal static class Connections
{
    public static readonly ImmutableArray<Behaviour> All =
    [
        new(
            "Connections: open and close",
            async stage =>
            {
                var connection = stage.NewConnection();
                var changes = new List<(ConnectionState, ConnectionState)>();
                connection.StateChange += (sender, change) =>
                {
                    changes.Add((change.OriginalState, change.CurrentState));
                    stage.Note("sender", ReferenceEquals(sender, connection));
                };
                stage.Note("state", connection.State);
                await stage.Call.OpenAsync(connection);
                stage.Note("state", connection.State);
                await stage.Call.CloseAsync(connection);
                await stage.Call.CloseAsync(connection);
                stage.Note("state", connection.State);
                await stage.Call.OpenAsync(connection);
                await stage.Call.DisposeAsync(connection);
                stage.Note("state", connection.State);
                stage.Note("changes", changes);
            }
        ),
        new(
            "Connections: opened twice",
            async stage =>
            {
                await stage.FailAsync("open", () => stage.Call.OpenAsync(stage.Connection));
                await stage.AskAsync("select 1");
            }
        ),
        new(
            "Connections: what it says of itself",
            stage =>
            {
                var connection = stage.Connection;
                stage.Note("database", connection.Database);
                stage.Note("source", connection.DataSource);
                stage.Note("version", connection.ServerVersion);
                stage.Note("time-out", connection.ConnectionTimeout);
                stage.Note("batches", connection.CanCreateBatch);
                stage.Note("name", connection.GetType().Name);
                stage.Note("site", connection.Site);
                return Task.CompletedTask;
            }
        ),
        new(
            "Connections: what it says of itself when closed",
            stage =>
            {
                var connection = stage.NewConnection();
                stage.Note("database", connection.Database);
                stage.Note("source", connection.DataSource);
                stage.Fail("version", () => stage.Note("version", connection.ServerVersion));
                stage.Fail("schema", () => connection.GetSchema("Tables"));
                stage.Fail("enlist", () => connection.EnlistTransaction(null));
                return Task.CompletedTask;
            }
        ),
        new(
            "Connections: no password in the connection string",
            stage =>
            {
                var builder = new DbConnectionStringBuilder { ConnectionString = stage.Connection.ConnectionString };
                stage.Note("password", builder.ContainsKey("Password"));
                stage.Note("user", builder["Username"]);
                stage.Note(
                    "of the source",
                    new DbConnectionStringBuilder { ConnectionString = stage.Source.ConnectionString }.ContainsKey(
                        "Password"
                    )
                );
                return Task.CompletedTask;
            }
        ),
        new(
            "Connections: another connection string",
            stage =>
            {
                var connection = stage.NewConnection();
                stage.Fail("set", () => connection.ConnectionString = "Host=elsewhere");
                return Task.CompletedTask;
            }
        ),
        new(
            "Connections: another connection string while open",
            stage =>
            {
                stage.Fail("set", () => stage.Connection.ConnectionString = "Host=elsewhere");
                return Task.CompletedTask;
            }
        ),
        new(
            "Connections: another database",
            async stage =>
                await stage.FailAsync(
                    "change",
                    async () =>
                    {
                        if (stage.Call.IsAsync)
                        {
                            await stage.Connection.ChangeDatabaseAsync("postgres");
                        }
                        else
                        {
                            stage.Fail("change", () => stage.Connection.ChangeDatabase("postgres"));
                        }

                        stage.Note("database", stage.Connection.Database);
                    }
                )
        ),
        new(
            "Connections: what it makes",
            stage =>
            {
                using var command = stage.Connection.CreateCommand();
                using var batch = stage.Connection.CreateBatch();
                stage.Note(
                    "command",
                    (
                        command.CommandText,
                        command.CommandType,
                        command.CommandTimeout,
                        command.UpdatedRowSource,
                        command.DesignTimeVisible
                    )
                );
                stage.Note("its connection", ReferenceEquals(command.Connection, stage.Connection));
                stage.Note("its transaction", command.Transaction);
                stage.Note("its parameters", command.Parameters.Count);
                stage.Note("batch", (batch.BatchCommands.Count, batch.Timeout));
                return Task.CompletedTask;
            }
        ),
        new(
            "Connections: the time-out of commands",
            stage =>
            {
                using var command = stage.Connection.CreateCommand();
                stage.Note("time-out", command.CommandTimeout);
                command.CommandTimeout = 3;
                stage.Note("time-out", command.CommandTimeout);
                stage.Fail("negative", () => command.CommandTimeout = -1);
                using var batch = stage.Connection.CreateBatch();
                stage.Note("batch", batch.Timeout);
                return Task.CompletedTask;
            }
        )
        {
            Connect = to => to.CommandTimeout = 17,
        },
        new(
            "Connections: properties of a command",
            stage =>
            {
                using var command = stage.Command("select 1");
                command.DesignTimeVisible = true;
                command.UpdatedRowSource = UpdateRowSource.None;
                stage.Note("set", (command.DesignTimeVisible, command.UpdatedRowSource));
                stage.Fail("row source", () => command.UpdatedRowSource = (UpdateRowSource)77);
                stage.Fail("type", () => command.CommandType = (CommandType)77);
                stage.Note("type", command.CommandType);
                return Task.CompletedTask;
            }
        ),
        new(
            "Connections: the reset when given back",
            async stage =>
            {
                await stage.RunAsync("set application_name = 'mine'; create temporary table t (a integer)");
                await stage.RunAsync("select pg_advisory_lock(77); listen somewhere");
                await stage.Call.CloseAsync(stage.Connection);
                await stage.Call.OpenAsync(stage.Connection);
                await stage.AskAsync("select current_setting('application_name') = 'mine'");
                await stage.AskAsync("select to_regclass('t')::text");
                await stage.AskAsync("select count(*) from pg_locks where locktype = 'advisory' and objid = 77");
                await stage.AskAsync("select count(*) from pg_listening_channels()");
            }
        )
        {
            Connect = to => to.MaxPoolSize = 1,
        },
        new(
            "Connections: session state while open",
            async stage =>
            {
                await stage.RunAsync("set search_path = scratch; create table here (a integer)");
                await stage.RunAsync("insert into here values (1)");
                await stage.AskAsync("select a from scratch.here");
                await stage.RunAsync("create temporary table t as select 1 as a");
                await stage.AskAsync("select a from t");
            }
        ),
        new(
            "Connections: the factory",
            async stage =>
            {
                var factory = DbProviderFactories.GetFactory(stage.Connection)!;
                stage.Note(
                    "can",
                    (
                        factory.CanCreateBatch,
                        factory.CanCreateCommandBuilder,
                        factory.CanCreateDataAdapter,
                        factory.CanCreateDataSourceEnumerator
                    )
                );
                await using var command = factory.CreateCommand()!;
                command.Connection = stage.Connection;
                command.CommandText = "select sum(total) from invoice where total < @below";
                var parameter = factory.CreateParameter()!;
                parameter.ParameterName = "below";
                parameter.Value = 3;
                command.Parameters.Add(parameter);
                await stage.AskAsync(command);
                stage.Note("builder", factory.CreateConnectionStringBuilder()!.GetType());
            }
        ),
        new(
            "Connections: a batch of the factory",
            async stage =>
            {
                var factory = DbProviderFactories.GetFactory(stage.Connection)!;
                await using var batch = factory.CreateBatch();
                batch.Connection = stage.Connection;
                var command = factory.CreateBatchCommand();
                command.CommandText = "select sum(total) from invoice";
                batch.BatchCommands.Add(command);
                stage.Note("scalar", await stage.Call.ScalarAsync(batch));
            }
        ),
        new(
            "Connections: a pool that is used up",
            async stage =>
            {
                await stage.AskAsync("select 1");
                await stage.FailAsync("open", () => stage.Call.OpenAsync(stage.NewConnection()));
            }
        )
        {
            Connect = to => (to.MaxPoolSize, to.Timeout) = (1, 1),
        },
        new(
            "Connections: no such server",
            stage =>
                stage.FailAsync(
                    "open",
                    async () =>
                    {
                        var connection = stage.NewConnection();
                        stage.Note(
                            "failed",
                            (await Record.ExceptionAsync(() => stage.Call.OpenAsync(connection)))?.GetType()
                        );
                        stage.Note("state", connection.State);
                    }
                )
        )
        {
            Connect = to => to.Port = 1,
        },
        new(
            "Connections: a wrong password",
            stage => stage.FailAsync("open", () => stage.Call.OpenAsync(stage.NewConnection()))
        )
        {
            Connect = to => to.Password = "wrong",
        },
        new(
            "Connections: no such database",
            stage => stage.FailAsync("open", () => stage.Call.OpenAsync(stage.NewConnection()))
        )
        {
            Connect = to => to.Database = "no_such_database",
        },
        new(
            "Connections: not pooled",
            async stage =>
            {
                var first = Stage.ProcessId(stage.Connection);
                await stage.Call.CloseAsync(stage.Connection);
                await stage.Call.OpenAsync(stage.Connection);
                stage.Note("the same", first == Stage.ProcessId(stage.Connection));
                await stage.AskAsync("select sum(total) from invoice");
            }
        )
        {
            Connect = to => to.Pooling = false,
        },
        new(
            "Connections: pooled",
            async stage =>
            {
                var first = Stage.ProcessId(stage.Connection);
                await stage.Call.CloseAsync(stage.Connection);
                await stage.Call.OpenAsync(stage.Connection);
                stage.Note("the same", first == Stage.ProcessId(stage.Connection));
                await stage.AskAsync("select sum(total) from invoice");
            }
        )
        {
            Connect = to => to.MaxPoolSize = 1,
        },
    ];
}
