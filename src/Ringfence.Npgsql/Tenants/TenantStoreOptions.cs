using System.ComponentModel.DataAnnotations;

namespace Ringfence.Npgsql.Tenants;

/// <summary>How a <see cref="DatabaseTenantStore"/> keeps its answers. The defaults are the safe choice.</summary>
public sealed class TenantStoreOptions
{
    /// <summary>
    /// The connection string of the listening connection; null for that of the store. For a service behind a pooler in
    /// transaction mode, which hands no notifications on: name the server itself here.
    /// </summary>
    public string? ListenerConnectionString { get; set; }

    /// <summary>
    /// Whether changes are listened to. Without that, answers are kept for <see cref="UnheardAge"/> only: right behind a
    /// pooler that moves connections and hands on the server's own process ids, which the store cannot see.
    /// </summary>
    public bool Listen { get; set; } = true;

    /// <summary>
    /// How long an answer is kept at the most while changes are heard: a second to a day. It is a net: a change that is
    /// heard drops the answer at once.
    /// </summary>
    [TimeRange("00:00:01", "1.00:00:00")]
    public TimeSpan MaximumAge { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long an answer is kept while changes are not heard: zero to a minute. It is how long a suspended tenant may go
    /// on then; zero asks the database every time.
    /// </summary>
    [TimeRange("00:00:00", "00:01:00")]
    public TimeSpan UnheardAge { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often the listening connection is asked whether it is alive: a second to a minute. Where it is cut without a
    /// word, changes count as heard for twice as long.
    /// </summary>
    [TimeRange("00:00:01", "00:01:00")]
    public TimeSpan ListenerCheck { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many known tenants are kept.</summary>
    [Range(1, 10_000_000)]
    public int Capacity { get; set; } = 10_000;

    /// <summary>How many ids are kept that are not registered; apart from the others, so that made-up ids displace none.</summary>
    [Range(1, 10_000_000)]
    public int UnknownCapacity { get; set; } = 1_000;

    /// <summary>How many connections the store may have, besides the listening one; what asks more waits.</summary>
    [Range(1, 100)]
    public int MaximumConnections { get; set; } = 4;

    /// <summary>The type of tenant id that the database must have; null to take what it has.</summary>
    public TenantIdType? TenantIdType { get; set; }

    /// <summary>The clock that answers age by.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
