using Microsoft.EntityFrameworkCore;

namespace Ringfence.Benchmarks.Contexts;

/// <summary>Policies by a setting that an interceptor writes when a connection is opened.</summary>
internal sealed class OpenedContext(DbContextOptions<OpenedContext> options) : ApiContext(options, "opened");
