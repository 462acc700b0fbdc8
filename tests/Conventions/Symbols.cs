using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Conventions;

/// <summary>Compiled assemblies as Roslyn sees them, internal types included.</summary>
internal static class Symbols
{
    private static readonly CSharpCompilationOptions Library = new(
        OutputKind.DynamicallyLinkedLibrary,
        metadataImportOptions: MetadataImportOptions.All,
        nullableContextOptions: NullableContextOptions.Enable
    );

    /// <summary>All assemblies this process was started with: the frameworks, the packages and our libraries.</summary>
    public static ImmutableArray<PortableExecutableReference> Platform { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) != "Conventions.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static bool Knows(string assembly) => Platform.Any(reference => IsNamed(reference, assembly));

    public static IAssemblySymbol Of(string assembly) =>
        Read(Platform.Single(reference => IsNamed(reference, assembly)), []);

    /// <summary>Compiles a fixture and reads it back from its bytes, as a real library would be read.</summary>
    public static IAssemblySymbol Compile(string code)
    {
        var tree = CSharpSyntaxTree.ParseText(
            $"using System; using System.Threading; using System.Threading.Tasks;\n{code}"
        );
        var compilation = CSharpCompilation.Create("Fixture", [tree], Platform, Library);
        using var bytes = new MemoryStream();
        var emitted = compilation.Emit(bytes);
        if (!emitted.Success)
        {
            throw new UnreachableException(string.Join('\n', emitted.Diagnostics));
        }

        return Read(MetadataReference.CreateFromImage(bytes.ToArray()), [code]);
    }

    private static bool IsNamed(PortableExecutableReference reference, string assembly) =>
        Path.GetFileNameWithoutExtension(reference.FilePath) == assembly;

    private static IAssemblySymbol Read(MetadataReference reference, IEnumerable<string> fixture)
    {
        IEnumerable<MetadataReference> references = fixture.Any() ? [.. Platform, reference] : Platform;
        var compilation = CSharpCompilation.Create("Reader", [], references, Library);
        return (IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(reference)!;
    }
}
