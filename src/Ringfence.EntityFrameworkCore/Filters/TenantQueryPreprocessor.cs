using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace Ringfence.EntityFrameworkCore.Filters;

/// <summary>Writes a query anew, before EF Core reads it, where the tenant's filter or key would have it mean another.</summary>
internal sealed class TenantQueryPreprocessor(
    QueryTranslationPreprocessorDependencies dependencies,
    RelationalQueryTranslationPreprocessorDependencies relationalDependencies,
    QueryCompilationContext queryCompilationContext
) : RelationalQueryTranslationPreprocessor(dependencies, relationalDependencies, queryCompilationContext)
{
    public override Expression Process(Expression query) =>
        base.Process(new FilteredRightJoins().Visit(new HeldEntities(QueryCompilationContext).Visit(query)));
}
