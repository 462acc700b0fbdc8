namespace Ringfence.EntityFrameworkCore.Migrations;

/// <summary>
/// Another class writes the SQL of migrations, which would let through what touches no tenant's rows; nothing was sent.
/// </summary>
public sealed class MigrationServiceReplacedException : RingfenceException
{
    internal MigrationServiceReplacedException(Type service)
        : base(
            "RF7014",
            $"{service} writes the SQL of this context's migrations in the place of Ringfence's, and knows none of its"
                + " operations. Take ReplaceService<IMigrationsSqlGenerator, …>() off the options."
        ) => Service = service;

    /// <summary>The class.</summary>
    public Type Service { get; }
}
