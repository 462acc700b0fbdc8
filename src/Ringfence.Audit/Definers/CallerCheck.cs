namespace Ringfence.Audit.Definers;

/// <summary>Whether a definer function keeps what it reads past policies to whoever calls it.</summary>
internal enum CallerCheck
{
    /// <summary>It reads rows without asking whose they are.</summary>
    Missing,

    /// <summary>It asks who calls, and what it does with the answer is not understood.</summary>
    Unclear,

    /// <summary>Each of its reads has a condition that leaves the caller's rows.</summary>
    Asks,
}
