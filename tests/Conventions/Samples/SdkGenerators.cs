using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Conventions.Samples;

/// <summary>The source generators that every project gets from the SDK's reference packs.</summary>
internal static class SdkGenerators
{
    private static readonly string[] Files =
    [
        "Microsoft.NETCore.App.Ref/System.Text.Json.SourceGeneration.dll",
        "Microsoft.NETCore.App.Ref/System.Text.RegularExpressions.Generator.dll",
        "Microsoft.AspNetCore.App.Ref/Microsoft.Extensions.Logging.Generators.dll",
        "Microsoft.AspNetCore.App.Ref/Microsoft.Extensions.Options.SourceGeneration.dll",
    ];

    private static readonly Lazy<ImmutableArray<Type>> Types = new(() => [.. Files.SelectMany(Load)]);

    public static IEnumerable<ISourceGenerator> Create() =>
        Types
            .Value.Select(Activator.CreateInstance)
            .Select(generator =>
                generator as ISourceGenerator ?? ((IIncrementalGenerator)generator!).AsSourceGenerator()
            );

    private static IEnumerable<Type> Load(string file)
    {
        var types = AllTypes(Assembly.LoadFrom(Find(file)))
            .Where(type => type.IsDefined(typeof(GeneratorAttribute), inherit: false))
            .ToList();
        return types.Count > 0 ? types : throw new UnreachableException($"{file} holds no generator.");
    }

    // The packs' analyzers and fixes want assemblies of an editor; the generators beside them do not.
    private static IEnumerable<Type> AllTypes(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException partly)
        {
            return partly.Types.OfType<Type>();
        }
    }

    private static string Find(string file)
    {
        var (pack, name) = (Path.GetDirectoryName(file)!, Path.GetFileName(file));
        return Roots()
                .Select(root => Path.Combine(root, "packs", pack))
                .Where(Directory.Exists)
                .SelectMany(Directory.EnumerateDirectories)
                .Where(folder =>
                    Path.GetFileName(folder).StartsWith($"{Environment.Version.Major}.", StringComparison.Ordinal)
                )
                .Select(folder => Path.Combine(folder, "analyzers", "dotnet", "cs", name))
                .LastOrDefault(File.Exists)
            ?? throw new UnreachableException($"No reference pack of the .NET SDK holds {file}; is DOTNET_ROOT set?");
    }

    // …/shared/Microsoft.NETCore.App/10.0.0/System.Private.CoreLib.dll
    private static IEnumerable<string> Roots() =>
        new[]
        {
            Path.GetFullPath("../../..", Path.GetDirectoryName(typeof(object).Assembly.Location)!),
            Environment.GetEnvironmentVariable("DOTNET_ROOT"),
        }.OfType<string>();
}
