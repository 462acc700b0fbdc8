using System.Collections.Immutable;

namespace Ringfence.Npgsql.Admin;

/// <summary>
/// The role is not the contract's admin role, sees no tenant's rows, or has powers over the record; the connection was
/// closed and nothing was recorded.
/// </summary>
/// <param name="role">The role that logged in.</param>
/// <param name="faults">What is wrong with it, and the statement that ends it.</param>
public sealed class AdminRoleRefusedException(string role, IEnumerable<string> faults)
    : RingfenceException(
        "RF3032",
        $"Role {role} must not cross tenants here: {string.Join("; ", faults)}. Connect as the contract's admin role."
    )
{
    /// <summary>The role that logged in.</summary>
    public string Role { get; } = role;

    /// <summary>What is wrong with it, and the statement that ends it.</summary>
    public ImmutableArray<string> Faults { get; } = [.. faults];
}
