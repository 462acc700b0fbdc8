namespace Ringfence.Audit;

/// <summary>What a rule is about: the first digit of its id.</summary>
internal enum RuleFamily
{
    Roles = 1,
    Tables = 2,
    Policies = 3,

    /// <summary>Views, functions and triggers.</summary>
    Routines = 4,
    Keys = 5,
    Grants = 6,

    /// <summary>How connections are bound, pooled, logged and backed up.</summary>
    Operations = 7,
    Speed = 8,
    Versions = 9,
}
