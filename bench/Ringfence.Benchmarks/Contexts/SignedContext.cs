using Microsoft.EntityFrameworkCore;

namespace Ringfence.Benchmarks.Contexts;

/// <summary>The same tables under the signed binding: a binding is part of the model, and a compiled query has one model.</summary>
internal sealed class SignedContext(DbContextOptions<SignedContext> options) : ApiContext(options, "bound");
