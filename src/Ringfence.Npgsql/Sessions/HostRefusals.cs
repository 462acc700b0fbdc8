using System.Runtime.ExceptionServices;
using Npgsql;

namespace Ringfence.Npgsql.Sessions;

/// <summary>
/// What the check of a new connection threw, when the driver tried several hosts: it puts the errors of all hosts into
/// one of its own.
/// </summary>
internal static class HostRefusals
{
    /// <summary>
    /// The first host's refusal; null unless every host was refused, since a host that is down is the better news.
    /// </summary>
    public static ExceptionDispatchInfo? Find(NpgsqlException e) =>
        e.InnerException is AggregateException { InnerExceptions: [RingfenceException first, ..] all }
        && all.All(error => error is RingfenceException)
            ? ExceptionDispatchInfo.Capture(first)
            : null;
}
