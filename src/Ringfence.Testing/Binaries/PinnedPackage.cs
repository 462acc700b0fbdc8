using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ringfence.Testing.Binaries;

/// <summary>
/// One package out of the embedded lock file, and the two files that let <c>npm ci</c> install it alone. There it is a
/// plain dependency: npm passes in silence over an optional one whose download or integrity fails.
/// </summary>
internal sealed record PinnedPackage(string Alias, string Version, string Manifest, string Lock)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static PinnedPackage Get(int major)
    {
        var platform = Platform();
        var alias = $"postgres-{major}-{platform}";
        var manifest = Resource("package.json");
        if (manifest["optionalDependencies"]![alias]?.GetValue<string>() is not { } target)
        {
            throw new NpmPackageException($"no package of PostgreSQL {major} is pinned for {platform}");
        }

        var path = $"node_modules/{alias}";
        var pin = Resource("package-lock.json")["packages"]![path]!.DeepClone().AsObject();
        pin.Remove("optional");
        if (pin["integrity"] is null)
        {
            throw new NpmPackageException($"the lock file tells no integrity of {alias}");
        }

        var root = new JsonObject
        {
            ["name"] = alias,
            ["dependencies"] = new JsonObject { [alias] = target },
        };
        var locked = new JsonObject
        {
            ["name"] = alias,
            ["lockfileVersion"] = 3,
            ["requires"] = true,
            ["packages"] = new JsonObject { [""] = root.DeepClone(), [path] = pin },
        };
        root["private"] = true;
        return new PinnedPackage(
            alias,
            pin["version"]!.GetValue<string>(),
            root.ToJsonString(Indented),
            locked.ToJsonString(Indented)
        );
    }

    /// <summary>The newest major that is pinned for any platform.</summary>
    public static int NewestMajor() =>
        Resource("package.json")["optionalDependencies"]!
            .AsObject()
            .Max(pin => int.Parse(pin.Key.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture));

    private static string Platform()
    {
        var system =
            OperatingSystem.IsLinux() ? "linux"
            : OperatingSystem.IsMacOS() ? "darwin"
            : RuntimeInformation.OSDescription;
        if (RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal))
        {
            system = "linux-musl"; // The packages are linked to glibc.
        }

        return $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
    }

    private static JsonObject Resource(string name)
    {
        using var stream = typeof(PinnedPackage).Assembly.GetManifestResourceStream(name)!;
        return JsonNode.Parse(stream)!.AsObject();
    }
}
