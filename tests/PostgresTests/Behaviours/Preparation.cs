using System.Collections.Immutable;
using Npgsql;

namespace PostgresTests.Behaviours;

/// <summary>Prepared statements, where they are kept; where they are not, preparing does nothing.</summary>
internal static class Preparation
{
    private const string Sum = "select sum(total) from invoice where total > @least";
    private const string Prepared =
        "select count(*) from pg_prepared_statements as p where p.statement like 'select sum%'";

    public static readonly ImmutableArray<Behaviour> All =
    [
        new(
            "Preparation: and executions",
            async stage =>
            {
                var command = stage.Command(Sum, new NpgsqlParameter<int>("least", 0));
                await stage.Call.PrepareAsync(command);
                await stage.AskAsync(command);
                command.Parameters[0].Value = 2;
                await stage.AskAsync(command);
                await stage.RunAsync(command);
                await stage.ReadAsync(command);
            }
        )
        {
            KeepsPrepared = true,
        },
        new(
            "Preparation: where nothing is kept",
            async stage =>
            {
                var command = stage.Command(Sum, new NpgsqlParameter<int>("least", 0));
                await stage.Call.PrepareAsync(command);
                await stage.AskAsync(command);
                command.Parameters[0].Value = 2;
                await stage.AskAsync(command);
            }
        ),
        new(
            "Preparation: seen on the server",
            async stage =>
            {
                var command = stage.Command(Sum, new NpgsqlParameter<int>("least", 0));
                await stage.Call.PrepareAsync(command);
                await stage.AskAsync(command);
                await stage.AskAsync(Prepared);
                await stage.Call.PrepareAsync(command);
                await stage.AskAsync(Prepared);
            }
        )
        {
            KeepsPrepared = true,
        },
        new(
            "Preparation: of nonsense",
            async stage =>
            {
                var command = stage.Command("selec 1");
                await stage.FailAsync("prepare", () => stage.Call.PrepareAsync(command));
                await stage.FailAsync("execute", () => stage.AskAsync(command));
            }
        )
        {
            KeepsPrepared = true,
        },
        new(
            "Preparation: of an empty text",
            stage => stage.FailAsync("prepare", () => stage.Call.PrepareAsync(stage.Command("")))
        )
        {
            KeepsPrepared = true,
        },
        new(
            "Preparation: of several statements",
            async stage =>
            {
                var command = stage.Command(
                    "select @a; update invoice set total = total + @a; select 2",
                    new NpgsqlParameter<int>("a", 1)
                );
                await stage.Call.PrepareAsync(command);
                await stage.ReadAsync(command);
                await stage.ReadAsync(command);
            }
        )
        {
            KeepsPrepared = true,
        },
        new(
            "Preparation: a text that changes",
            async stage =>
            {
                var command = stage.Command("select 'first'");
                await stage.Call.PrepareAsync(command);
                await stage.AskAsync(command);
                command.CommandText = "select 'second'";
                await stage.AskAsync(command);
            }
        )
        {
            KeepsPrepared = true,
        },
        new(
            "Preparation: a connection closed and opened",
            async stage =>
            {
                var command = stage.Command("select 'told'");
                await stage.Call.PrepareAsync(command);
                await stage.AskAsync(command);
                await stage.Call.CloseAsync(stage.Connection);
                await stage.Call.OpenAsync(stage.Connection);
                await stage.AskAsync(command);
            }
        )
        {
            KeepsPrepared = true,
        },
        new(
            "Preparation: a table that changes",
            async stage =>
            {
                await stage.RunAsync("create table scratch.t as select 1 as a");
                var command = stage.Command("select * from scratch.t");
                await stage.Call.PrepareAsync(command);
                await stage.ReadAsync(command);
                await stage.RunAsync("alter table scratch.t add column b integer");
                await stage.FailAsync("stale", () => stage.ReadAsync(command));
                await stage.FailAsync("again", () => stage.ReadAsync(command));
            }
        )
        {
            KeepsPrepared = true,
        },
        new(
            "Preparation: in a transaction",
            async stage =>
            {
                await using var transaction = await stage.Call.BeginAsync(stage.Connection);
                var command = stage.Command("update invoice set total = total + 1");
                await stage.Call.PrepareAsync(command);
                await stage.RunAsync(command);
                await stage.Call.RollbackAsync(transaction);
                await stage.RunAsync(command);
            }
        )
        {
            KeepsPrepared = true,
        },
        new(
            "Preparation: an error between executions",
            async stage =>
            {
                var command = stage.Command("select 6 / @by", new NpgsqlParameter<int>("by", 2));
                await stage.Call.PrepareAsync(command);
                await stage.AskAsync(command);
                command.Parameters[0].Value = 0;
                await stage.FailAsync("zero", () => stage.AskAsync(command));
                command.Parameters[0].Value = 3;
                await stage.AskAsync(command);
            }
        )
        {
            KeepsPrepared = true,
        },
        new(
            "Preparation: of a procedure",
            async stage =>
            {
                var command = stage.Command("raise_totals", new NpgsqlParameter<int> { TypedValue = 1 });
                command.CommandType = System.Data.CommandType.StoredProcedure;
                await stage.Call.PrepareAsync(command);
                await stage.RunAsync(command);
                await stage.RunAsync(command);
            }
        )
        {
            KeepsPrepared = true,
        },
        new(
            "Preparation: with an output",
            async stage =>
            {
                var command = stage.Command(
                    "select @n * 2 as doubled",
                    new NpgsqlParameter<int>("n", 2),
                    new NpgsqlParameter
                    {
                        ParameterName = "doubled",
                        NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer,
                        Direction = System.Data.ParameterDirection.Output,
                    }
                );
                await stage.Call.PrepareAsync(command);
                await stage.RunAsync(command);
                stage.Note("doubled", command.Parameters[1].Value);
                command.Parameters[0].Value = 5;
                await stage.RunAsync(command);
                stage.Note("doubled", command.Parameters[1].Value);
            }
        )
        {
            KeepsPrepared = true,
        },
        new(
            "Preparation: of vacuum",
            async stage =>
            {
                await stage.RunAsync("create table scratch.t (a integer)");
                var command = stage.Command("vacuum scratch.t");
                await stage.Call.PrepareAsync(command);
                await stage.RunAsync(command);
            }
        )
        {
            KeepsPrepared = true,
        },
        new(
            "Preparation: automatic",
            async stage =>
            {
                for (var i = 0; i < 4; i++)
                {
                    await stage.AskAsync(Sum, new NpgsqlParameter("least", i));
                    await stage.ReadAsync("select 1; select @a", new NpgsqlParameter("a", i));
                }
            }
        )
        {
            Connect = to => (to.MaxAutoPrepare, to.AutoPrepareMinUsages) = (5, 2),
            KeepsPrepared = true,
        },
        new(
            "Preparation: automatic, more statements than are kept",
            async stage =>
            {
                for (var i = 0; i < 3; i++)
                {
                    for (var n = 0; n < 6; n++)
                    {
                        await stage.AskAsync($"select {n}");
                    }
                }
            }
        )
        {
            Connect = to => (to.MaxAutoPrepare, to.AutoPrepareMinUsages) = (3, 1),
            KeepsPrepared = true,
        },
        new(
            "Preparation: automatic, a table that changes",
            async stage =>
            {
                await stage.RunAsync("create table scratch.t as select 1 as a");
                for (var i = 0; i < 3; i++)
                {
                    await stage.ReadAsync("select * from scratch.t");
                }

                await stage.RunAsync("alter table scratch.t add column b integer");
                await stage.FailAsync("stale", () => stage.ReadAsync("select * from scratch.t"));
                await stage.FailAsync("again", () => stage.ReadAsync("select * from scratch.t"));
            }
        )
        {
            Connect = to => (to.MaxAutoPrepare, to.AutoPrepareMinUsages) = (5, 2),
            KeepsPrepared = true,
        },
    ];
}
