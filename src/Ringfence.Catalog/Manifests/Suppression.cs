namespace Ringfence.Catalog.Manifests;

/// <summary>A finding that is known and accepted, for a reason and until a day.</summary>
internal sealed record Suppression
{
    /// <summary>The rule's id.</summary>
    public required string Rule { get; init; }

    /// <summary>Where the file says so; null where it is of no file.</summary>
    public TextPlace? Place { get; init; }

    /// <summary>What the finding is about, as it prints it.</summary>
    public required string Object { get; init; }
    public required string Reason { get; init; }

    /// <summary>The last day that it holds, in UTC.</summary>
    public required DateOnly Expires { get; init; }

    public bool HoldsOn(DateOnly day) => day <= Expires;
}
