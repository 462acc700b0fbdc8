namespace Ringfence.Jobs;

/// <summary>What one tenant's failure means for the tenants whose work has not begun.</summary>
public enum OnFailure
{
    /// <summary>They run all the same.</summary>
    Continue,

    /// <summary>They do not run any more. What runs already runs to its end; it is not cancelled.</summary>
    Stop,
}
