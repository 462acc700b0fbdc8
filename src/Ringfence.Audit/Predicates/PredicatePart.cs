using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Predicates;

/// <param name="Policy">Where it comes from.</param>
/// <param name="Text">As the server tells it.</param>
/// <param name="Parsed">Its tree, or why there is none.</param>
internal sealed record PredicatePart(Policy Policy, string Text, Parsed<Expression> Parsed);
