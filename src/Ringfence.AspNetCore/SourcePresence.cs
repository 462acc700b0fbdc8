namespace Ringfence.AspNetCore;

/// <summary>Whether a request must carry what a source reads.</summary>
public enum SourcePresence
{
    /// <summary>A request without it is refused, whatever the other sources say.</summary>
    Required,

    /// <summary>A request may come without it; where it is there, it must name the same tenant as the others.</summary>
    Optional,
}
