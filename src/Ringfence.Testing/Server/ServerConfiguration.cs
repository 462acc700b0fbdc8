using System.Globalization;
using System.Text.RegularExpressions;

namespace Ringfence.Testing.Server;

/// <summary>The lines that a throw-away server's <c>postgresql.conf</c> ends with; the last one of a name counts.</summary>
internal static partial class ServerConfiguration
{
    // Nothing here survives a crash, and nothing needs to. Autovacuum would come and go between tests.
    private static readonly KeyValuePair<string, string>[] ForTests =
    [
        new("fsync", "off"),
        new("synchronous_commit", "off"),
        new("full_page_writes", "off"),
        new("autovacuum", "off"),
        new("checkpoint_timeout", "1h"),
        new("max_wal_size", "4GB"),
        new("jit", "off"),
        new("max_connections", "200"),
        new("timezone", "UTC"),
        new("log_timezone", "UTC"),
        new("log_line_prefix", "%m [%p] %q%u@%d "),
    ];

    private static readonly string[] Refused =
    [
        "config_file",
        "data_directory",
        "external_pid_file",
        "hba_file",
        "ident_file",
        "include",
        "include_dir",
        "include_if_exists",
        "listen_addresses",
        "log_destination",
        "logging_collector",
        "port",
        "primary_conninfo",
        "unix_socket_directories",
    ];

    public static IEnumerable<string> Lines(IDictionary<string, string> settings, int port) =>
        [.. Written(ForTests), .. OwnLines(settings, port)];

    /// <summary>Those of a replica, which has the primary's own lines already.</summary>
    public static IEnumerable<string> ReplicaLines(IDictionary<string, string> settings, int port, string primary) =>
        [.. OwnLines(settings, port), .. Written([new("primary_conninfo", primary)])];

    private static IEnumerable<string> OwnLines(IDictionary<string, string> settings, int port)
    {
        foreach (var (name, value) in settings)
        {
            if (Refused.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw new ArgumentException(
                    $"The setting '{name}' belongs to the server itself. Leave it out.",
                    nameof(settings)
                );
            }

            if (!NamePattern().IsMatch(name) || value.AsSpan().ContainsAny("\r\n\0"))
            {
                throw new ArgumentException(
                    $"The setting '{name}' cannot be written: a name is a word, a value a line.",
                    nameof(settings)
                );
            }
        }

        KeyValuePair<string, string>[] own =
        [
            new("listen_addresses", PostgresServer.LoopbackAddress),
            new("port", port.ToString(CultureInfo.InvariantCulture)),
        ];
        return Written(settings.Concat(own));
    }

    private static IEnumerable<string> Written(IEnumerable<KeyValuePair<string, string>> settings) =>
        settings.Select(setting => $"{setting.Key} = {Quoted(setting.Value)}");

    private static string Quoted(string value) =>
        $"'{value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_$]*([.][A-Za-z_][A-Za-z0-9_$]*)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamePattern();
}
