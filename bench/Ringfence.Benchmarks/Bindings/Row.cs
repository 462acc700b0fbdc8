using System.Runtime.InteropServices;
using Ringfence.Benchmarks.Contexts;

namespace Ringfence.Benchmarks.Bindings;

/// <summary>A row of the tables, and whose it is.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Row(Guid Tenant, long Id)
{
    public const int BatchSize = 100;

    private static long Last = 1_000_000;

    /// <summary>One that its tenant has twenty more behind.</summary>
    public static Row Pick(Random random)
    {
        var id = random.Next(1, ApiTables.Apis - (20 * ApiTables.Tenants));
        return new(ApiTables.TenantOf(id), id);
    }

    /// <summary>The id of a row to insert, which no table has.</summary>
    public static long NewId() => Interlocked.Increment(ref Last);

    /// <summary>What is measured must do what it says: a tenant sees and changes its rows, and no others.</summary>
    public static void Expect(int rows, int found)
    {
        if (rows != found)
        {
            throw new InvalidOperationException($"Not the {rows} rows that were asked for, but {found}.");
        }
    }
}
