namespace Ringfence.Npgsql.Sessions;

/// <summary>
/// The role may make functions, and sessions are reset only after a text that may have left something: a function that is
/// made while they last is not known to be one. The connection was closed.
/// </summary>
/// <param name="role">The role that logged in.</param>
/// <param name="schema">In which it may.</param>
public sealed class CreatingRoleException(string role, string schema)
    : RingfenceException(
        "RF3025",
        $"Role {role} may create functions in schema {schema}, and with UnsafeResetOnlyIfDirty nothing is known of those"
            + " that are made while sessions last: SQL injected for one tenant could leave something for the next. Run:"
            + $" revoke create on schema {Quoted(schema)} from public, {Quoted(role)}; or take the option out."
    )
{
    /// <summary>The role that logged in.</summary>
    public string Role { get; } = role;

    /// <summary>A schema in which it may.</summary>
    public string Schema { get; } = schema;

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
