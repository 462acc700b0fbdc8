namespace Ringfence.Contract;

/// <summary>Who may create temporary tables and use large objects, and whether the installer may change the former.</summary>
internal sealed record SharedPowerFacts
{
    public required bool PublicMayCreateTemporary { get; init; }
    public required bool ApplicationMayCreateTemporary { get; init; }
    public required bool MayChangeDatabase { get; init; }
    public required bool PublicUsesLargeObjects { get; init; }
    public required bool ApplicationUsesLargeObjects { get; init; }
}
