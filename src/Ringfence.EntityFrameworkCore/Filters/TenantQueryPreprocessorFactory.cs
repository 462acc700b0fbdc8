using Microsoft.EntityFrameworkCore.Query;

namespace Ringfence.EntityFrameworkCore.Filters;

/// <summary>Makes what prepares each query for its translation.</summary>
internal sealed class TenantQueryPreprocessorFactory(
    QueryTranslationPreprocessorDependencies dependencies,
    RelationalQueryTranslationPreprocessorDependencies relationalDependencies
) : IQueryTranslationPreprocessorFactory
{
    public QueryTranslationPreprocessor Create(QueryCompilationContext queryCompilationContext) =>
        new TenantQueryPreprocessor(dependencies, relationalDependencies, queryCompilationContext);
}
