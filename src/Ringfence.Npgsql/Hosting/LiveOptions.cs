using Microsoft.Extensions.Logging;
using Ringfence.Npgsql.Sessions;
using Ringfence.Signing;

namespace Ringfence.Npgsql.Hosting;

/// <summary>
/// The options that a data source goes by. A reload replaces the secrets and the life of tokens; all else was checked,
/// and logged, when the data source was made, and stays: what weakens isolation is never switched on unseen.
/// </summary>
internal sealed class LiveOptions(TenantDataSourceOptions options)
{
    private readonly Lock _reloading = new();
    private Generation _now = Generation.Of(options);

    /// <summary>Never changed, only replaced.</summary>
    public TenantDataSourceOptions Now => Volatile.Read(ref _now).Options;

    public string Token(PhysicalSession session, TenantId tenantId)
    {
        var (now, keys) = Volatile.Read(ref _now);
        return session.Token(tenantId, keys!.GetKey(), now.TimeProvider.GetUtcNow(), now.TokenLifetime);
    }

    /// <summary>Takes over what may change, and says so.</summary>
    /// <param name="latest">
    /// Asked for by whoever is next: two reloads at once may be announced in either order, and the older must not win.
    /// What it returns is valid.
    /// </param>
    /// <param name="name">Of the options.</param>
    /// <param name="logger">Hears what changed, by name.</param>
    /// <returns>Whether tokens last shorter now: a check of clocks against their life is out of date.</returns>
    public bool Reload(Func<TenantDataSourceOptions> latest, string name, ILogger logger)
    {
        lock (_reloading)
        {
            var reloaded = latest();
            var before = _now;
            var fixedOnes = LiveProperty.Names(LiveProperty.Fixed, before.Options, reloaded);
            if (fixedOnes.Length > 0)
            {
                logger.ReloadNeedsRestart(name, fixedOnes);
            }

            var live = LiveProperty.Names(LiveProperty.Live, before.Options, reloaded);
            if (live.Length == 0)
            {
                return false;
            }

            var next = before.Options.Copy();
            next.SigningKey = reloaded.SigningKey;
            next.Password = reloaded.Password;
            next.TokenLifetime = reloaded.TokenLifetime;
            Volatile.Write(ref _now, before.With(next));
            logger.Reloaded(name, live);
            return next.TokenLifetime < before.Options.TokenLifetime;
        }
    }

    private sealed record Generation(TenantDataSourceOptions Options, IKeySource? Keys)
    {
        public static Generation Of(TenantDataSourceOptions options) => new(options, KeysOf(options));

        /// <summary>A key that stays is one object, so that the tokens that it signed stay as well.</summary>
        public Generation With(TenantDataSourceOptions next) =>
            new(next, next.SigningKey == Options.SigningKey ? Keys : KeysOf(next));

        private static IKeySource? KeysOf(TenantDataSourceOptions options) =>
            options.Binding == Binding.Signed ? options.KeySource ?? new FixedKeySource(options.SigningKey!) : null;
    }
}
