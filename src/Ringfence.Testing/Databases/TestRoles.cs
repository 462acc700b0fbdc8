using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Ringfence.Testing.Databases;

/// <summary>The logins' password on each server: random, and known to this process alone.</summary>
internal static class TestRoles
{
    public const string Application = "ringfence_app";
    public const string Admin = "ringfence_admin";

    private static readonly ConditionalWeakTable<PostgresServer, string> Passwords = [];

    public static string Password(PostgresServer server) =>
        Passwords.GetValue(server, _ => RandomNumberGenerator.GetHexString(32, lowercase: true));

    /// <summary>In the text, since DDL takes no parameter; it is hexadecimal, and the server is gone with the process.</summary>
    public static string PasswordStatement(PostgresServer server) =>
        $"alter role {Application} password '{Password(server)}'; alter role {Admin} password '{Password(server)}'";
}
