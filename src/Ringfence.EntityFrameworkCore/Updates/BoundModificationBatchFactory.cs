using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Update;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure.Internal;

namespace Ringfence.EntityFrameworkCore.Updates;

/// <summary>Makes the batches of <c>SaveChanges</c>, of the size that the provider's options say.</summary>
internal sealed class BoundModificationBatchFactory(
    ModificationCommandBatchFactoryDependencies dependencies,
    IDbContextOptions options
) : IModificationCommandBatchFactory
{
    /// <summary>The provider's own.</summary>
    private const int DefaultMaxBatchSize = 1000;

    private readonly int _maxBatchSize =
        options.FindExtension<NpgsqlOptionsExtension>()?.MaxBatchSize ?? DefaultMaxBatchSize;

    public ModificationCommandBatch Create() => new BoundModificationBatch(dependencies, _maxBatchSize);
}
