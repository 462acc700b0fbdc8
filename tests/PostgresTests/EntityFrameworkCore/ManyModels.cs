using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace PostgresTests.EntityFrameworkCore;

/// <summary>
/// Each way to say whose the rows of a model are has services of its own in EF Core, which takes more than twenty of them
/// in one process for a mistake. These tests try more.
/// </summary>
internal static class ManyModels
{
    public static DbContextOptionsBuilder<TContext> OfMany<TContext>(this DbContextOptionsBuilder<TContext> builder)
        where TContext : DbContext
    {
        _ = ((DbContextOptionsBuilder)builder).OfMany();
        return builder;
    }

    public static DbContextOptionsBuilder OfMany(this DbContextOptionsBuilder builder) =>
        builder.ConfigureWarnings(warnings => warnings.Ignore(CoreEventId.ManyServiceProvidersCreatedWarning));
}
