using Microsoft.EntityFrameworkCore;

namespace Ringfence.Benchmarks.Contexts;

/// <summary>Ringfence's tenant tables, under the setting binding.</summary>
internal sealed class BoundContext(DbContextOptions<BoundContext> options) : ApiContext(options, "bound");
