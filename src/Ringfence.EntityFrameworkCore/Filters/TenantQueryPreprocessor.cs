using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;
using Ringfence.EntityFrameworkCore.Ownership;

namespace Ringfence.EntityFrameworkCore.Filters;

/// <summary>Writes a query anew, before EF Core reads it, where the tenant's filter or key would have it mean another.</summary>
internal sealed class TenantQueryPreprocessor(
    QueryTranslationPreprocessorDependencies dependencies,
    RelationalQueryTranslationPreprocessorDependencies relationalDependencies,
    QueryCompilationContext queryCompilationContext
) : RelationalQueryTranslationPreprocessor(dependencies, relationalDependencies, queryCompilationContext)
{
    /// <summary>One for the query and the filters that it has: it numbers what they hold.</summary>
    private readonly HeldEntities _held = new(queryCompilationContext);

    /// <summary>
    /// What comes by here is the query, and then each filter of the types in it. Only after EF Core's own does the
    /// compilation know which filters the query leaves out.
    /// </summary>
    public override Expression NormalizeQueryableMethod(Expression expression)
    {
        var normalized = base.NormalizeQueryableMethod(_held.Visit(expression));
        var isFiltered =
            !QueryCompilationContext.IgnoreQueryFilters
            && QueryCompilationContext.IgnoredQueryFilters?.Contains(OwnershipOptions.TenantFilterName) is not true;
        return isFiltered ? new FilteredRightJoins().Visit(normalized) : normalized;
    }
}
