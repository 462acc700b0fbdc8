using System.Collections.Immutable;

namespace Ringfence.Npgsql.Contract;

/// <summary>What an installation did, or would do.</summary>
public sealed record ContractInstallation
{
    /// <summary>The statements, in order, as they run in one transaction; they hold no secret.</summary>
    public required ImmutableArray<string> Statements { get; init; }

    /// <summary>What the installer may not do itself and a superuser should run.</summary>
    public required ImmutableArray<string> ForSuperuser { get; init; }

    /// <summary>The contract's version that was there before; null when there was none.</summary>
    public required int? PreviousVersion { get; init; }

    /// <summary>
    /// The signing key or the password that was made, a secret that can be had only now; null when the database had
    /// one already, needs none, or nothing was installed.
    /// </summary>
    public required string? Secret { get; init; }

    /// <summary>What was done, without the secret.</summary>
    public override string ToString() => $"{Statements.Length} statements, {ForSuperuser.Length} for a superuser";
}
