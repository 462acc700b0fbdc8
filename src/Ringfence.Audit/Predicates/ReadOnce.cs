using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Predicates;

/// <summary>
/// What was read of a function's body at a depth of calls. Seven functions of which each calls the next forty times would
/// otherwise be read more often than anybody waits for.
/// </summary>
internal sealed class ReadOnce<T>
{
    private readonly ConcurrentDictionary<(Function Function, int Calls), T> _known = new(
        EqualityComparer<(Function Function, int Calls)>.Create(
            static (one, other) => ReferenceEquals(one.Function, other.Function) && one.Calls == other.Calls,
            static one => HashCode.Combine(RuntimeHelpers.GetHashCode(one.Function), one.Calls)
        )
    );

    public T Of(Function function, int calls, Func<T> read) =>
        _known.GetOrAdd((function, calls), static (_, read) => read(), read);
}
