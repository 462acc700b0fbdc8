namespace Ringfence.Audit.Predicates;

/// <summary>Whether a row that passes is the bound tenant's.</summary>
internal enum Verdict
{
    /// <summary>
    /// Whatever the row and the session, the tenant column equals the bound tenant, or nothing passes at all.
    /// </summary>
    Implies,

    /// <summary>There is a way past it: <see cref="Judgement.Witness"/>.</summary>
    DoesNot,

    /// <summary>The judge does not understand enough of it. Never to be taken for clean.</summary>
    Undecided,
}
