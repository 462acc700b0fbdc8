using System.Runtime.InteropServices;

namespace Ringfence.Benchmarks.Results;

/// <summary>Where and when something was measured.</summary>
internal sealed record Machine
{
    /// <summary>The server's version; null where no server takes part.</summary>
    public required string? Postgres { get; init; }

    public required string DotNet { get; init; }

    public required int Cores { get; init; }

    /// <summary>The processor's model, as Linux tells it; null where it does not.</summary>
    public required string? Processor { get; init; }

    public required string Kernel { get; init; }

    public required DateOnly Date { get; init; }

    public static Machine Here(string? postgres) =>
        new()
        {
            Postgres = postgres,
            DotNet = Environment.Version.ToString(),
            Cores = Environment.ProcessorCount,
            Processor = FindProcessor(),
            Kernel = $"{Environment.OSVersion.VersionString} {RuntimeInformation.OSArchitecture}",
            Date = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime),
        };

    public override string ToString()
    {
        string?[] parts =
        [
            Postgres is null ? null : $"PostgreSQL {Postgres}",
            $".NET {DotNet}",
            $"{Cores} cores",
            Processor,
            Kernel,
            $"{Date:yyyy-MM-dd}",
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    private static string? FindProcessor()
    {
        const string File = "/proc/cpuinfo";
        return System.IO.File.Exists(File)
            ? System
                .IO.File.ReadLines(File)
                .Where(line => line.StartsWith("model name", StringComparison.Ordinal))
                .Select(line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim())
                .FirstOrDefault()
            : null;
    }
}
