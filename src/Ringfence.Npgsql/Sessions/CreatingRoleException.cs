namespace Ringfence.Npgsql.Sessions;

/// <summary>
/// The role may make functions, and sessions are reset only after a text that may have left something: a function that is
/// made while they last is not known to be one. The connection was closed.
/// </summary>
/// <param name="role">The role that logged in.</param>
/// <param name="database">The database's name.</param>
/// <param name="holder">The role whose privilege it is: that one, or one that it is a member of.</param>
/// <param name="schema">In which it may; null where it may make schemas.</param>
public sealed class CreatingRoleException(string role, string database, string holder, string? schema)
    : RingfenceException(
        "RF3025",
        (holder == role ? $"Role {role}" : $"Role {role} is a member of {holder}, which")
            + $" may create {(schema is null ? $"schemas in database {database}" : $"functions in schema {schema}")}, and"
            + " with UnsafeResetOnlyIfDirty nothing is known of functions that are made while sessions last: SQL injected"
            + $" for one tenant could leave something for the next. Run: {Revoke(role, database, holder, schema)}; or take"
            + " the option out."
    )
{
    /// <summary>The role that logged in.</summary>
    public string Role { get; } = role;

    /// <summary>The role whose privilege it is: <see cref="Role"/>, or one that it is a member of.</summary>
    public string Holder { get; } = holder;

    /// <summary>A schema in which it may; null where it may make schemas, and functions in those.</summary>
    public string? Schema { get; } = schema;

    private static string Revoke(string role, string database, string holder, string? schema) =>
        holder != role ? $"revoke {Quoted(holder)} from {Quoted(role)}"
        : schema is null ? $"revoke create on database {Quoted(database)} from public, {Quoted(role)}"
        : $"revoke create on schema {Quoted(schema)} from public, {Quoted(role)}";

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
