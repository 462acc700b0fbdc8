using System.Collections.Immutable;
using Npgsql;
using Ringfence.Audit.Subjects;
using Ringfence.Npgsql;

namespace Ringfence.Cli.Benches;

/// <summary>Makes the ways that can be measured in a database, and tries each once.</summary>
/// <param name="database">The database.</param>
/// <param name="point">What each way has to be able to do.</param>
internal sealed class WayMaker(BenchDatabase database, BenchRead point)
{
    /// <summary>More than a run lasts, whatever the server's clock says.</summary>
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(2);

    private readonly ImmutableArray<Way>.Builder _all = ImmutableArray.CreateBuilder<Way>();
    private readonly ImmutableArray<string>.Builder _leftOut = ImmutableArray.CreateBuilder<string>();

    private string Name => $"Ringfence, {database.Contract.Binding.SqlName()}";

    /// <summary>Ringfence's own way, by which the rows to read are found.</summary>
    public Way Bound(bool autoPrepares = false, WayReset reset = WayReset.ByDriver) =>
        new()
        {
            Name = Named(Name, autoPrepares, reset),
            Kind = WayKind.Bound,
            AutoPrepares = autoPrepares,
            Reset = reset,
            Source = TenantDataSource.Create(
                database.Pooled(database.Connection.ConnectionString, autoPrepares, reset != WayReset.Never),
                new()
                {
                    Binding = database.Contract.Binding,
                    SigningKey = database.Contract.Binding == Binding.Signed ? database.Secret : null,
                    Password = database.Contract.Binding == Binding.Password ? database.Secret?.Trim() : null,
                    ResetWithBind = reset == WayReset.WithBind,
                }
            ),
        };

    /// <summary>All ways; those that do not find the row are left out, but for the one that was given.</summary>
    /// <param name="bound">Ringfence's own, which has found it.</param>
    /// <param name="key">A row of the tenant.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<WaySet> MakeAsync(Way bound, ImmutableArray<string> key, CancellationToken cancellationToken)
    {
        await AddBareAsync(key, cancellationToken).ConfigureAwait(false);
        await TryAsync(Session(), key, cancellationToken).ConfigureAwait(false);
        _all.Add(bound);
        var resets = Enum.GetValues<WayReset>().Where(Has).ToList();
        foreach (var reset in resets.Where(reset => reset != WayReset.ByDriver))
        {
            await TryAsync(Bound(reset: reset), key, cancellationToken).ConfigureAwait(false);
        }

        if (database.Contract.Binding == Binding.Setting)
        {
            foreach (var reset in resets)
            {
                await TryAsync(Bound(autoPrepares: true, reset), key, cancellationToken).ConfigureAwait(false);
            }
        }
        else
        {
            _leftOut.Add(
                $"{Name}, auto-prepare: under this binding prepared statements stay on a connection only where the service"
                    + " sets UnsafeKeepPreparedStatements."
            );
        }

        return new(_all.ToImmutable(), _leftOut.ToImmutable());
    }

    private async Task AddBareAsync(ImmutableArray<string> key, CancellationToken cancellationToken)
    {
        if (database.Admin is null)
        {
            _leftOut.Add(
                "bare, where written by hand: it takes --admin-connection, of a role that policies do not hold for."
            );
            return;
        }

        foreach (var autoPrepares in new[] { false, true })
        {
            foreach (var reset in new[] { WayReset.ByDriver, WayReset.Never })
            {
                var resets = reset == WayReset.ByDriver;
                var way = new Way
                {
                    Name = Named("bare, where written by hand", autoPrepares, reset),
                    Kind = WayKind.Bare,
                    AutoPrepares = autoPrepares,
                    Reset = reset,
                    Source = NpgsqlDataSource.Create(database.Pooled(database.Admin, autoPrepares, resets)),
                };
                if (autoPrepares || !resets || await IsFreeAsync(way, cancellationToken).ConfigureAwait(false))
                {
                    await TryAsync(way, key, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    /// <exception cref="BenchRefusedException">Policies hold for the role, or would not be asked.</exception>
    private async Task<bool> IsFreeAsync(Way way, CancellationToken cancellationToken)
    {
        var source = (NpgsqlDataSource)way.Source;
        var command = source.CreateCommand("select row_security_active($1::text::regclass)");
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = database.Table.Table.Sql().Quoted });
        if ((bool)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!)
        {
            await way.DisposeAsync().ConfigureAwait(false);
            throw new BenchRefusedException(
                "the role of --admin-connection is one that policies hold for. Give a superuser, a role with bypassrls, or"
                    + " no --admin-connection."
            );
        }

        return true;
    }

    private Way Session() =>
        new()
        {
            Name = "set, query, unset",
            Kind = WayKind.Session,
            Source = NpgsqlDataSource.Create(
                database.Pooled(database.Connection.ConnectionString, autoPrepares: false, resets: true)
            ),
            Session = SessionForm.Of(
                database.Contract.Binding,
                database.TenantId,
                database.Secret,
                TimeProvider.System.GetUtcNow() + TokenLifetime
            ),
        };

    private async Task TryAsync(Way way, ImmutableArray<string> key, CancellationToken cancellationToken)
    {
        try
        {
            if (await way.RunAsync(point, key, cancellationToken).ConfigureAwait(false) == 1)
            {
                _all.Add(way);
                return;
            }

            _leftOut.Add($"{way.Name}: it did not find the row.");
        }
        catch (Exception e) when (e is RingfenceException or PostgresException)
        {
            _leftOut.Add($"{way.Name}: {e.Message}");
        }

        await way.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Under the password binding no bind travels with a statement.</summary>
    private bool Has(WayReset reset) => reset != WayReset.WithBind || database.Contract.Binding != Binding.Password;

    private static string Named(string name, bool autoPrepares, WayReset reset)
    {
        var by = reset switch
        {
            WayReset.WithBind => ", reset with the bind",
            WayReset.Never => ", no reset",
            _ => "",
        };
        return $"{name}{(autoPrepares ? ", auto-prepare" : "")}{by}";
    }
}
