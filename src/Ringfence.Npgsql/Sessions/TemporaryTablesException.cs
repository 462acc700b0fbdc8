namespace Ringfence.Npgsql.Sessions;

/// <summary>
/// The role may create temporary tables and nothing clears them between two tenants; the connection was closed.
/// </summary>
/// <param name="role">The role that logged in.</param>
/// <param name="database">The database.</param>
/// <param name="cause">Why nothing clears them.</param>
public sealed class TemporaryTablesException(string role, string database, string cause)
    : RingfenceException(
        "RF3023",
        $"Role {role} may create temporary tables, and {cause}: SQL injected for one tenant could put its own table or view"
            + " in the place of a tenant table for the next. Run 'ringfence init' again, or: revoke temporary on database"
            + $" \"{database.Replace("\"", "\"\"", StringComparison.Ordinal)}\" from public. If the service needs them,"
            + " 'ringfence init --allow-temporary-tables' lets it, with a warning."
    )
{
    /// <summary>The role that logged in.</summary>
    public string Role { get; } = role;
}
