using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Conventions.Samples;

/// <summary>Compiles a sample as a project of its own would: implicit usings, our packages, the SDK's generators.</summary>
internal static class SampleCompiler
{
    private const string GeneratorFailed = "CS8785";

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.CSharp14);

    // The usings of the web SDK, then those that a reader of our pages has anyway.
    private static readonly string[] Namespaces =
    [
        "System",
        "System.Collections.Generic",
        "System.IO",
        "System.Linq",
        "System.Net.Http",
        "System.Net.Http.Json",
        "System.Threading",
        "System.Threading.Tasks",
        "Microsoft.AspNetCore.Builder",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Http",
        "Microsoft.AspNetCore.Routing",
        "Microsoft.EntityFrameworkCore",
        "Microsoft.Extensions.Configuration",
        "Microsoft.Extensions.DependencyInjection",
        "Microsoft.Extensions.Hosting",
        "Microsoft.Extensions.Logging",
        "Microsoft.Extensions.Options",
        "System.ComponentModel.DataAnnotations",
        "System.Data.Common",
        "System.Diagnostics.CodeAnalysis",
        "System.Runtime.CompilerServices",
        "System.Text",
        "Dapper",
        "Npgsql",
        "Xunit",
        "Ringfence",
        "Ringfence.AspNetCore",
        "Ringfence.EntityFrameworkCore",
        "Ringfence.Npgsql",
        "Ringfence.Npgsql.Bulk",
        "Ringfence.Npgsql.Copy",
        "Ringfence.Npgsql.Notifications",
        "Ringfence.Testing",
    ];

    private static readonly Lazy<string> Usings = new(() =>
        string.Concat(Namespaces.Where(Exists).Select(name => $"global using global::{name};\n"))
    );

    private static readonly Lazy<CSharpCompilation> Empty = new(() =>
        CSharpCompilation.Create("Sample", [], Symbols.Platform)
    );

    /// <summary>What the compiler and the generators say against a sample, by page and line.</summary>
    public static IEnumerable<string> Errors(MarkdownSample sample)
    {
        var kind = SampleSource.IsProgram(sample) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        var options = new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable);
        string[] files = [Usings.Value, SampleSource.Body(sample), SampleSource.Prelude(sample)];
        var trees = files.Select(file => CSharpSyntaxTree.ParseText(file, Parsing));

        CSharpGeneratorDriver
            .Create(SdkGenerators.Create(), parseOptions: Parsing)
            .RunGeneratorsAndUpdateCompilation(
                Empty.Value.WithOptions(options).AddSyntaxTrees(trees),
                out var compilation,
                out var generated
            );

        return generated
            .Concat(compilation.GetDiagnostics())
            .Where(message => message.Severity == DiagnosticSeverity.Error || message.Id == GeneratorFailed)
            .Select(message => $"{Place(message, sample)}: {message.Id}: {message.GetMessage(null)}")
            .Distinct(StringComparer.Ordinal);
    }

    private static string Place(Diagnostic message, MarkdownSample sample)
    {
        var span = message.Location.GetMappedLineSpan();
        return span.HasMappedPath
            ? $"{span.Path}:{span.StartLinePosition.Line + 1}"
            : $"{sample.Page}:{sample.Line} (block {sample.Number})";
    }

    private static bool Exists(string name)
    {
        INamespaceSymbol? space = Empty.Value.GlobalNamespace;
        foreach (var part in name.Split('.'))
        {
            space = space?.GetNamespaceMembers().FirstOrDefault(child => child.Name == part);
        }

        return space is not null;
    }
}
