using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>One side while a behaviour is shown on it: its contexts, the calls in one form, and the notes of what was seen.</summary>
internal sealed class Stage(Side side, bool isAsync)
{
    private static readonly string[] Categories =
    [
        DbLoggerCategory.Database.Command.Name,
        DbLoggerCategory.Database.Connection.Name,
        DbLoggerCategory.Database.Transaction.Name,
        DbLoggerCategory.Update.Name,
        DbLoggerCategory.Infrastructure.Name,
    ];

    private readonly List<string> _notes = [];
    private readonly List<string> _events = [];

    public Side Side => side;

    public bool IsAsync => isAsync;

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What was noted, each statement that was executed, and the names of the events.</summary>
    public IEnumerable<string> Notes => [.. _notes, $"events: {string.Join(' ', _events)}"];

    public void Note(string what, object? seen) => _notes.Add($"{what}: {Shown.Value(seen)}");

    /// <summary>A context of this side's; the caller disposes it.</summary>
    public Store Open(
        Action<DbContextOptionsBuilder>? configure = null,
        Action<NpgsqlDbContextOptionsBuilder>? npgsql = null
    ) => new(Options(configure, npgsql));

    public DbContextOptions<Store> Options(
        Action<DbContextOptionsBuilder>? configure = null,
        Action<NpgsqlDbContextOptionsBuilder>? npgsql = null
    )
    {
        var builder = new DbContextOptionsBuilder<Store>().OfMany();
        Configure(builder, npgsql);
        configure?.Invoke(builder);
        return builder.Options;
    }

    public void Configure(DbContextOptionsBuilder builder, Action<NpgsqlDbContextOptionsBuilder>? npgsql = null)
    {
        side.Use(builder, npgsql);
        builder
            .EnableDetailedErrors()
            .ConfigureWarnings(warnings => warnings.Ignore(CoreEventId.ManyServiceProvidersCreatedWarning))
            .LogTo((id, _) => Hears(id), Hear);
    }

    /// <summary>Does it in the form that is asked for.</summary>
    public Task<T> CallAsync<T>(Func<T> sync, Func<CancellationToken, Task<T>> async) =>
        isAsync ? async(Cancellation) : Task.FromResult(sync());

    /// <inheritdoc cref="CallAsync{T}"/>
    public Task CallAsync(Action sync, Func<CancellationToken, Task> async)
    {
        if (isAsync)
        {
            return async(Cancellation);
        }

        sync();
        return Task.CompletedTask;
    }

    public Task<List<T>> ListAsync<T>(IQueryable<T> query) => CallAsync(query.ToList, query.ToListAsync);

    /// <summary>Notes the text of the query, its rows, and what the context tracks after it.</summary>
    public async Task ReadAsync<T>(Store store, IQueryable<T> query)
    {
        _notes.Add($"sql: {query.ToQueryString()}");
        await RowsAsync(query);
        Tracked(store);
    }

    /// <summary>Notes the rows.</summary>
    public async Task RowsAsync<T>(IQueryable<T> query)
    {
        foreach (var row in await ListAsync(query))
        {
            Note("row", row);
        }
    }

    public Task<int> SaveAsync(DbContext store) => CallAsync(store.SaveChanges, store.SaveChangesAsync);

    /// <summary>Notes how many rows were saved, and in which state what is tracked is now.</summary>
    public async Task SavedAsync(Store store)
    {
        Note("saved", await SaveAsync(store));
        Tracked(store);
    }

    public async Task FailAsync(string what, Func<Task> action) => Note(what, await Record.ExceptionAsync(action));

    public void Tracked(DbContext store) =>
        Note(
            "tracked",
            store
                .ChangeTracker.Entries()
                .Select(entry => $"{entry.Metadata.ShortName()} {entry.State}")
                .GroupBy(name => name, StringComparer.Ordinal)
                .Select(names => $"{names.Count()} {names.Key}")
                .Order(StringComparer.Ordinal)
        );

    private static bool Hears(EventId id) =>
        Array.Exists(Categories, category => id.Name!.StartsWith(category, StringComparison.Ordinal))
        && id != CoreEventId.ContextInitialized
        && id != CoreEventId.ServiceProviderCreated;

    private void Hear(EventData data)
    {
        _events.Add(data.EventId.Name!.Split('.')[^1]);
        if (data is CommandExecutedEventData { Command: var command })
        {
            _notes.Add($"sql: {Shown.Stable(Shown.Unbound(command.CommandText))} {Parameters(command)}");
        }
    }

    private static string Parameters(DbCommand command) =>
        Shown.Value(
            command
                .Parameters.Cast<DbParameter>()
                .Where(parameter => !parameter.ParameterName.StartsWith("ringfence_bind", StringComparison.Ordinal))
                .Select(parameter => $"{parameter.ParameterName} {parameter.DbType}")
        );
}
