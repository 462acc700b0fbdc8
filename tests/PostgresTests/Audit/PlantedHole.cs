using System.Collections.Frozen;
using System.Collections.Immutable;
using PostgresTests.OtherLanguages;
using Ringfence.Audit;
using Ringfence.Catalog;
using Ringfence.Catalog.Manifests;

namespace PostgresTests.Audit;

/// <summary>A hole for the demo's catalogue: SQL that makes it, and what an audit must say. tests/planted has them.</summary>
internal sealed class PlantedHole(string text)
{
    private const int NewestMinor = 99;

    private readonly Exam _exam = new(text);

    public static ImmutableArray<string> Names =>
        [.. Directory.GetFiles(Folder, "*.sql").Select(Path.GetFileNameWithoutExtension).OfType<string>().Order()];

    private static string Folder => Path.Combine(Tool.Repository(), "tests", "planted");

    public string Sql => _exam.Sql;

    /// <summary>The one thing that is to be found.</summary>
    public string Expected => _exam.Expected.Concat(_exam.Undecided).Single();

    public ImmutableArray<string> Unclassified => _exam.Unclassified;

    public static PlantedHole Read(string name) => new(File.ReadAllText(Path.Combine(Folder, $"{name}.sql")));

    /// <summary>By the manifest of the sample, and what the hole's own tables are said to be.</summary>
    public async Task<AuditResult> JudgeAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        var manifest = await Manifest.LoadAsync(ManifestOf("Catalogue"), cancellationToken);
        var auditor = new Auditor
        {
            Manifest = manifest with
            {
                Tables = manifest.Tables.Values.Concat(_exam.Shared).ToFrozenDictionary(table => table.Name),
            },
            Today = new(2026, 11, 22),
        };
        // Which fixes the server's release lacks is no hole of the database.
        var version = (snapshot.Server.Version / 10_000 * 10_000) + NewestMinor;
        return auditor.Run(snapshot with { Server = snapshot.Server with { Version = version } });
    }

    public static string ManifestOf(string sample) =>
        Path.Combine(Tool.Repository(), "samples", sample, Manifest.DefaultPath);
}
