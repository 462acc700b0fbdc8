namespace Ringfence.Audit.Predicates;

/// <summary>Whether policies hold at all for a role on a table.</summary>
internal enum PolicyScope
{
    /// <summary>They hold: the predicates say what passes.</summary>
    Bound,

    /// <summary>Row security is off for the table.</summary>
    Off,

    /// <summary>The role is a superuser or bypasses policies.</summary>
    BypassingRole,

    /// <summary>The role has the owner's privileges, and policies are not forced.</summary>
    Owner,
}
