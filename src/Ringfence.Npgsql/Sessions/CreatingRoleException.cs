namespace Ringfence.Npgsql.Sessions;

/// <summary>
/// The role may make functions, or put calls into what others run, and sessions are reset only after a text that may have
/// left something: what is made while they last is not known. The connection was closed.
/// </summary>
/// <param name="role">The role that logged in.</param>
/// <param name="database">The database's name.</param>
/// <param name="holder">The role whose privilege it is: that one, or one that it is a member of.</param>
/// <param name="schema">In which it may make functions; null where it may make schemas, or something else.</param>
/// <param name="power">What else it may; null where it is functions.</param>
/// <param name="remedy">The statement that ends that; null where it is functions.</param>
public sealed class CreatingRoleException(
    string role,
    string database,
    string holder,
    string? schema,
    string? power = null,
    string? remedy = null
)
    : RingfenceException(
        "RF3025",
        (holder == role ? $"Role {role}" : $"Role {role} is a member of {holder}, which")
            + $" may {power ?? Creating(database, schema)}, and with UnsafeResetOnlyIfDirty nothing is known of what is made"
            + " while sessions last: SQL injected for one tenant could leave something for the next. Run:"
            + $" {Revoke(role, database, holder, schema, remedy)}; or take the option out."
    )
{
    /// <summary>The role that logged in.</summary>
    public string Role { get; } = role;

    /// <summary>The role whose privilege it is: <see cref="Role"/>, or one that it is a member of.</summary>
    public string Holder { get; } = holder;

    /// <summary>A schema in which it may make functions; null where it may make schemas, or something else.</summary>
    public string? Schema { get; } = schema;

    private static string Creating(string database, string? schema) =>
        schema is null ? $"create schemas in database {database}" : $"create functions in schema {schema}";

    private static string Revoke(string role, string database, string holder, string? schema, string? remedy) =>
        holder != role ? $"revoke {Quoted(holder)} from {Quoted(role)}"
        : remedy is not null ? remedy
        : schema is null ? $"revoke create on database {Quoted(database)} from public, {Quoted(role)}"
        : $"revoke create on schema {Quoted(schema)} from public, {Quoted(role)}";

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
