using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.Extensions.DependencyInjection;

namespace Ringfence.EntityFrameworkCore.Migrations.Design;

/// <summary>
/// Writes Ringfence's operations into the migrations that <c>dotnet ef</c> makes. What writes EF Core's is in a package
/// that no application ships, so its types are found when it runs.
/// </summary>
/// <remarks>The package's build files name it in an attribute of the application's assembly.</remarks>
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Runs in the tool alone, which is never native.")]
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Runs in the tool alone, which is never trimmed.")]
[UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "Runs in the tool alone, which is never trimmed.")]
[UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "Runs in the tool alone, which is never trimmed.")]
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Runs in the tool alone, which is never trimmed.")]
internal sealed class RingfenceDesignTimeServices : IDesignTimeServices
{
    private const string Assembly = "Microsoft.EntityFrameworkCore.Design";
    private const string Namespace = "Microsoft.EntityFrameworkCore.Migrations.Design";

    public void ConfigureDesignTimeServices(IServiceCollection serviceCollection)
    {
        var design = System.Reflection.Assembly.Load(new AssemblyName(Assembly));
        var generator = design.GetType($"{Namespace}.ICSharpMigrationOperationGenerator", throwOnError: true)!;
        var usual = design.GetType($"{Namespace}.CSharpMigrationOperationGenerator", throwOnError: true)!;
        // EF Core adds its own only where there is none yet.
        var former = serviceCollection.LastOrDefault(service => service.ServiceType == generator);
        serviceCollection.Add(
            new ServiceDescriptor(
                generator,
                services => OperationGenerator.Around(generator, Make(services, former, usual)),
                ServiceLifetime.Singleton
            )
        );
    }

    private static object Make(IServiceProvider services, ServiceDescriptor? former, Type usual) =>
        former?.ImplementationInstance
        ?? former?.ImplementationFactory?.Invoke(services)
        ?? ActivatorUtilities.CreateInstance(services, former?.ImplementationType ?? usual);
}
