using System.Runtime.CompilerServices;
using CatalogueEf;

namespace PostgresTests.Audit;

/// <summary>
/// EF Core lets a process have twenty services of its own and refuses more, unless the options of the one that is too many
/// say otherwise. Ours do; the sample's, which an exam runs, are a service's and do not. So they are made first.
/// </summary>
internal static class SampleContext
{
    [ModuleInitializer]
    internal static void Make() => MigratingContext.Create("Host=nowhere").Dispose();
}
