using NJsonSchema;
using PostgresTests.OtherLanguages;

namespace PostgresTests.Audit;

/// <summary>The schema of SARIF 2.1.0 that OASIS publishes, as Microsoft's package of npm carries it.</summary>
internal static class SarifSchema
{
    /// <summary>Where the document is not what the standard says; empty where it is.</summary>
    public static async Task<IReadOnlyList<string>> FaultsAsync(string sarif, CancellationToken cancellationToken)
    {
        var file = Path.Combine(
            Tool.Repository(),
            "tests/node/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
        );
        Assert.True(File.Exists(file), "The packages of tests/node are not installed: run tools/setup.sh --tests.");
        var schema = await JsonSchema.FromJsonAsync(
            await File.ReadAllTextAsync(file, cancellationToken),
            cancellationToken
        );
        return [.. schema.Validate(sarif).Select(error => $"{error.Path}: {error.Kind}")];
    }
}
