namespace Ringfence.Audit.Definers;

/// <summary>Whether a definer function keeps what it reads past policies to whoever calls it.</summary>
internal enum CallerCheck
{
    /// <summary>It never asks who calls, or reads or writes rows whatever the answer is.</summary>
    Missing,

    /// <summary>It asks who calls, and what it does with the answer is not understood.</summary>
    Unclear,

    /// <summary>It is one query, of which each tenant table is bound to whoever calls.</summary>
    Asks,
}
