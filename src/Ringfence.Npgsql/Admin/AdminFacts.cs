using Npgsql;

namespace Ringfence.Npgsql.Admin;

/// <summary>The first row that an admin connection answers with.</summary>
/// <param name="ServerProcessId">The pid of the server process that answered.</param>
/// <param name="Role">The role that logged in.</param>
/// <param name="Crosses">Whether it sees every tenant's rows.</param>
/// <param name="Dangers">The powers by which it could change the record, or more than the rows of tenants.</param>
internal sealed record AdminFacts(int ServerProcessId, string Role, bool Crosses, string[] Dangers)
{
    public static AdminFacts From(NpgsqlDataReader reader) =>
        new((int)reader["pid"], (string)reader["role"], (bool)reader["crosses"], (string[])reader["dangers"]);
}
