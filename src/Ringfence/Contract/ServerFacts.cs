namespace Ringfence.Contract;

/// <summary>What the installer found on the server before it wrote anything: all that the script depends on.</summary>
internal sealed record ServerFacts
{
    public required int Major { get; init; }
    public required string Database { get; init; }
    public required string Installer { get; init; }
    public required bool Superuser { get; init; }
    public required bool MayBypassRls { get; init; }
    public required bool MayCreateRoles { get; init; }
    public required bool MayCreateSchemas { get; init; }
    public required bool OwnerExists { get; init; }
    public required bool ApplicationExists { get; init; }
    public required bool AdminExists { get; init; }
    public required bool AdminBypasses { get; init; }
    public required bool InstallerActsAsOwner { get; init; }
    public required bool OwnerSeesApplication { get; init; }
    public required bool PublicMayConnect { get; init; }
    public required bool PublicMayCreateInPublic { get; init; }
    public required bool MayChangePublic { get; init; }
    public required bool OwnerMayStamp { get; init; }
    public required SharedPowerFacts SharedPowers { get; init; }
    public required string? SchemaOwner { get; init; }
    public required bool ContractExists { get; init; }
    public required string? PgcryptoSchema { get; init; }
}
