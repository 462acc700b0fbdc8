namespace Ringfence.Audit.Predicates;

/// <summary>Why a predicate does not keep tenants apart, or why it is undecided; the gravest comes last.</summary>
internal enum Reason
{
    /// <summary>It does keep them apart.</summary>
    None,

    /// <summary>Undecided: the text has no tree.</summary>
    Unparsed,

    /// <summary>Undecided: too many ways past it to look at each.</summary>
    TooLarge,

    /// <summary>Undecided: a function or operator whose meaning is not known.</summary>
    Unknown,

    /// <summary>Undecided: the tenant column stands in something that may make two tenants one.</summary>
    Wrapped,

    /// <summary>Undecided: rows of another table decide, <see cref="PredicateFacets.Memberships"/>.</summary>
    Membership,

    /// <summary>Rows without a tenant pass.</summary>
    NullTenant,

    /// <summary>The tenant column must equal something else than the notion that was asked for.</summary>
    OtherKey,

    /// <summary>Two ways in are bound by different keys.</summary>
    SeveralKeys,

    /// <summary>The session names several tenants at once.</summary>
    SeveralTenants,

    /// <summary>An unbound session is given a tenant: <c>coalesce(setting, 'acme')</c>.</summary>
    DefaultTenant,

    /// <summary>The rows of one tenant, by name.</summary>
    LiteralTenant,

    /// <summary>like, a regular expression, or a range instead of equality.</summary>
    PatternCompare,

    /// <summary>The role decides: <c>current_user = 'boss'</c>.</summary>
    RoleHatch,

    /// <summary>The row's other columns, or anything else, decide.</summary>
    OtherCondition,

    /// <summary>A setting that any SQL may write decides: <c>current_setting('app.bypass') = 'on'</c>.</summary>
    EscapeHatch,

    /// <summary>A session without a tenant sees more than nothing.</summary>
    OpenWhenUnbound,

    /// <summary>Every row passes.</summary>
    ConstantTrue,
}
