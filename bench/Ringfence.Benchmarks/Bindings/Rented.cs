using System.Data.Common;

namespace Ringfence.Benchmarks.Bindings;

/// <summary>A connection that knows its tenant, and the transaction that the way has begun on it, if it does so.</summary>
internal readonly record struct Rented(DbConnection Connection, DbTransaction? Transaction);
