using System.Collections.Immutable;

namespace Ringfence.Npgsql.Sessions;

/// <summary>
/// The service connects as a role that policies do not bind, or that could switch them off; the connection was closed.
/// </summary>
/// <param name="role">The role that logged in.</param>
/// <param name="dangers">What makes it privileged, and the statement that ends it.</param>
public sealed class PrivilegedRoleException(string role, IEnumerable<string> dangers)
    : RingfenceException(
        "RF3001",
        $"Role {role} must not be used by a service: {string.Join("; ", dangers)}. Connect as the application role;"
            + " UnsafeAllowPrivilegedRole overrides this, and then nothing isolates tenants."
    )
{
    /// <summary>The role that logged in.</summary>
    public string Role { get; } = role;

    /// <summary>What makes it privileged, and the statement that ends it.</summary>
    public ImmutableArray<string> Dangers { get; } = [.. dangers];
}
