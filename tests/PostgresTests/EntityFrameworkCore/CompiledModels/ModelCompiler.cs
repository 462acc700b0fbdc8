using System.Reflection;
using System.Security.Cryptography;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Scaffolding;
using Microsoft.Extensions.DependencyInjection;

namespace PostgresTests.EntityFrameworkCore.CompiledModels;

/// <summary>Makes a context's compiled model as <c>dotnet ef dbcontext optimize</c> does, and compiles its code.</summary>
internal static class ModelCompiler
{
    private const string Namespace = "Compiled";

    public static IModel Compile(DbContext context)
    {
        var assembly = context.GetType().Assembly;
#pragma warning disable EF1001 // It is what the tool itself begins with.
        var services = new DesignTimeServicesBuilder(
            assembly,
            assembly,
            new OperationReporter(handler: null),
            []
        ).Build(context);
#pragma warning restore EF1001
        using var scope = services.CreateScope();
        var options = new CompiledModelCodeGenerationOptions
        {
            ContextType = context.GetType(),
            ModelNamespace = Namespace,
            Language = "C#",
            UseNullableReferenceTypes = true,
        };
        var files = scope
            .ServiceProvider.GetRequiredService<ICompiledModelCodeGeneratorSelector>()
            .Select(options)
            .GenerateModel(context.GetService<IDesignTimeModel>().Model, options);
        return (IModel)
            Load(files.Select(file => file.Code))
                .GetType($"{Namespace}.{context.GetType().Name}Model", throwOnError: true)!
                .GetProperty("Instance")!
                .GetValue(obj: null)!;
    }

    private static Assembly Load(IEnumerable<string> sources)
    {
        var compilation = CSharpCompilation.Create(
            $"Compiled{RandomNumberGenerator.GetHexString(8)}",
            sources.Select(source => CSharpSyntaxTree.ParseText(source)),
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Select(path => MetadataReference.CreateFromFile(path)),
            new(OutputKind.DynamicallyLinkedLibrary)
        );
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return Assembly.Load(stream.ToArray());
    }
}
