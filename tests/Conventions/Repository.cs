using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Conventions;

/// <summary>The files of this repository, by their path from its root with forward slashes.</summary>
internal static class Repository
{
    private static readonly string[] Ignored = ["artifacts", "bin", "obj", "node_modules", ".git"];

    public static string Root { get; } = FindRoot();

    /// <summary>Tracked files, and new ones that git does not ignore: a mistake is red before it is committed.</summary>
    public static ImmutableArray<string> Files { get; } =
    [.. (AskGit() ?? Walk()).Where(path => File.Exists(Absolute(path))).Distinct().Order(StringComparer.Ordinal)];

    public static ImmutableArray<SourceFile> Sources { get; } =
    [
        .. Files
            .Where(path => path.EndsWith(".cs", StringComparison.Ordinal) && !IsGenerated(path))
            .Select(path => new SourceFile(path, Read(path))),
    ];

    /// <summary>Migrations and snapshots of the samples, as <c>dotnet ef</c> writes them.</summary>
    private static bool IsGenerated(string path) =>
        path.StartsWith("samples/", StringComparison.Ordinal)
        && path.Contains("/Migrations/", StringComparison.Ordinal);

    public static string Absolute(string path) => Path.Combine(Root, path);

    // Decoded by hand: File.ReadAllText would swallow the byte order mark that we look for.
    public static string Read(string path) => Encoding.UTF8.GetString(File.ReadAllBytes(Absolute(path)));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Ringfence.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new UnreachableException("No folder above the tests holds Ringfence.slnx.");
    }

    private static string[]? AskGit()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        try
        {
            using var git = Process.Start(start)!;
            var paths = git.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
            git.WaitForExit();
            return git.ExitCode == 0 ? paths : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static IEnumerable<string> Walk() =>
        Directory
            .EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(path => !path.Split('/').Intersect(Ignored, StringComparer.Ordinal).Any());
}
