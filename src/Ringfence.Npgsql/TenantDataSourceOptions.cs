using System.Diagnostics.Metrics;
using Ringfence.Npgsql.Limits;
using Ringfence.Signing;

namespace Ringfence.Npgsql;

/// <summary>How a <see cref="TenantDataSource"/> binds. The defaults are the safe choice.</summary>
public sealed class TenantDataSourceOptions
{
    /// <summary>The binding that the database must have been installed with; any other is refused at the first open.</summary>
    public Binding Binding { get; set; } = Binding.Signed;

    /// <summary>The signing key, <c>rfk1.ID.SECRET</c>: a secret, for the signed binding without <see cref="KeySource"/>.</summary>
    public string? SigningKey { get; set; }

    /// <summary>Where the signing key comes from, when it may change while the service runs; goes before <see cref="SigningKey"/>.</summary>
    public IKeySource? KeySource { get; set; }

    /// <summary>The password of the password binding: a secret.</summary>
    public string? Password { get; set; }

    /// <summary>
    /// How long a token is valid, by the server's clock: ten seconds to an hour. A token is made anew at half its life; clocks may differ by a
    /// quarter of it.
    /// </summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The type of tenant id that the database must have; null to take what it has.</summary>
    public TenantIdType? TenantIdType { get; set; }

    /// <summary>
    /// Lets the service connect as a role that policies do not bind, or that could switch them off. Isolation is void
    /// then; it is logged as a warning at every physical connection.
    /// </summary>
    public bool UnsafeAllowPrivilegedRole { get; set; }

    /// <summary>
    /// Makes tokens that any server process takes, not only the one they are made for: for a pooler that hands on the
    /// server's own process ids while it moves connections, which a data source cannot see. A token that leaks serves
    /// on every connection then, until it expires. Logged as a warning when the data source is made.
    /// </summary>
    public bool UnsafeTokensForAnyBackend { get; set; }

    /// <summary>
    /// Lets prepared statements outlive the use of a connection, by <c>Max Auto Prepare</c> or <c>Prepare</c>, under the
    /// signed and password bindings. SQL injected for one tenant can then put a statement of its own in the place of a
    /// prepared one, the bind among them, which runs for the next tenant: injection can become another tenant. Logged
    /// as a warning when the data source is made.
    /// </summary>
    public bool UnsafeKeepPreparedStatements { get; set; }

    /// <summary>
    /// Lets the password binding run behind a pooler, which is right only if that gives each client a server process of
    /// its own for the whole session: behind a pooler in transaction mode tenants see each other's rows. Logged as a
    /// warning when the data source is made.
    /// </summary>
    public bool UnsafePasswordBehindPooler { get; set; }

    /// <summary>
    /// Resets a session by the bind of the first statement that is sent on its connection, in the same message, where the
    /// driver's reset is a message of its own in front of it, which the server answers by itself. The session is reset as
    /// thoroughly; but where the first of a use is none that is bound and travels by itself, <c>vacuum</c>, a text of several
    /// statements or a transaction of another level than read committed say, the reset takes a round trip of its own. Where a
    /// transaction fails while its first statement waits for the reset, since the token is refused, say, or somebody cancels or
    /// waits no longer, its connection is closed, and it can only be rolled back. Not with the password binding, nor for contexts
    /// of EF Core. Together with <see cref="UnsafeResetOnlyIfDirty"/> it is how those resets travel that are left.
    /// </summary>
    public bool ResetWithBind { get; set; }

    /// <summary>
    /// Resets a session, when its connection is rented again, only if one of the texts may have left something in it; the
    /// driver resets at every use. A text may not that only reads and writes rows and names no function but those of
    /// PostgreSQL's that leave nothing. What is not named in a text is not seen: set this only if nothing that the database's
    /// own views, triggers, policies, defaults, operators, casts and domains call leaves something in a session, reads what
    /// sequences gave last or, where a text only reads, draws from one, and if nobody but the owner makes functions. What
    /// they do leave stays there for the next tenant. Not with the password binding, nor for contexts of EF Core. Logged as a warning when the data source is made.
    /// </summary>
    public bool UnsafeResetOnlyIfDirty { get; set; }

    /// <summary>
    /// The database's own functions, and those of extensions, that leave nothing in a session though texts name them: by
    /// their names without schema, each for all functions of that name. They may draw from sequences. Never list one that
    /// executes a text that it is given. Null is an empty list. For <see cref="UnsafeResetOnlyIfDirty"/>.
    /// </summary>
    public IReadOnlyCollection<string> CleanFunctions
    {
        get;
        set => field = value ?? [];
    } = [];

    /// <summary>How much of the data source one tenant may take; null where nothing is limited.</summary>
    public TenantLimitOptions? Limits { get; set; }

    /// <summary>
    /// How many tenants metrics tell apart, by <c>ringfence.tenant.id</c>: the first that are seen; all others are
    /// <c>other</c>. None by default, since each is a time series of its own, in a place where others may read its name.
    /// </summary>
    public int MetricTenants { get; set; }

    /// <summary>Where the meter comes from; null for one that the whole process shares.</summary>
    public IMeterFactory? MeterFactory { get; set; }

    /// <summary>The clock that tokens are dated by.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal TenantDataSourceOptions Copy()
    {
        var copy = (TenantDataSourceOptions)MemberwiseClone();
        copy.Limits = Limits is null ? null : new() { Default = Limits.Default, ForTenant = Limits.ForTenant };
        copy.CleanFunctions = [.. CleanFunctions];
        return copy;
    }
}
