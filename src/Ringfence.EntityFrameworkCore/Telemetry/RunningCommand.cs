using Ringfence.Npgsql.Telemetry;

namespace Ringfence.EntityFrameworkCore.Telemetry;

/// <summary>One command that was handed to the driver, unless another interceptor answers for it.</summary>
/// <param name="Statement">Null where nobody wants to know how long it takes.</param>
/// <param name="Binds">Counts its bind; null where nobody counts, or where it has none.</param>
internal sealed record RunningCommand(RunningStatement? Statement, ConnectionWatch? Binds);
