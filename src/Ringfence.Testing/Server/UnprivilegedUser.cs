using System.Globalization;

namespace Ringfence.Testing.Server;

/// <summary>The user that the server runs as when we are root, as whom PostgreSQL refuses to run.</summary>
internal sealed record UnprivilegedUser(int UserId, int GroupId)
{
    public static UnprivilegedUser Get() =>
        Find("postgres")
        ?? Find("nobody")
        ?? throw new PostgresUnavailableException(
            "PostgreSQL does not run as root, and there is no user 'postgres' or 'nobody' to run it as. Add one of them."
        );

    private static UnprivilegedUser? Find(string name) =>
        File.ReadLines("/etc/passwd")
            .Select(line => line.Split(':'))
            .Where(fields => fields.Length > 3 && fields[0] == name)
            .Select(fields => new UnprivilegedUser(Id(fields[2]), Id(fields[3])))
            .FirstOrDefault(user => user.UserId != 0);

    private static int Id(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
