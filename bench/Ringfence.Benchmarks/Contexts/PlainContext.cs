using Microsoft.EntityFrameworkCore;

namespace Ringfence.Benchmarks.Contexts;

/// <summary>Nothing isolates these tables but what the query says.</summary>
internal sealed class PlainContext(DbContextOptions<PlainContext> options) : ApiContext(options, "plain");
