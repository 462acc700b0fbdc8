using System.Collections.Immutable;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Subjects;

/// <summary>A function that policies of tenant tables call.</summary>
/// <param name="Function">The function.</param>
/// <param name="Policies">Their names, in order.</param>
internal sealed record UsedFunction(Function Function, ImmutableArray<string> Policies);
