using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace Ringfence.Cli;

/// <summary><c>ringfence admin log</c>: who crossed tenants, when, from where and why.</summary>
internal static class AdminCommand
{
    private const string Query = """
        select l.id, l.at, l.session_role::text as session_role, host(l.client_address) as client_address, l.client_port,
            l.backend_pid, l.who, l.reason, l.ticket, l.mode, l.tenant, l.application, l.host
        from ringfence.admin_log as l
        where l.at >= $1
        order by l.id desc limit $2
        """;

    public static Command Create()
    {
        var admin = SharedOptions.Admin();
        var since = Since();
        var limit = new Option<int>("--limit") { Description = "The most rows", DefaultValueFactory = _ => 50 };
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--limit takes 1 or more.");
            }
        });
        var json = new Option<bool>("--json") { Description = "Print all columns as JSON" };
        var log = new Command("log", "Print the newest rows of ringfence.admin_log, the newest first")
        {
            admin,
            since,
            limit,
            json,
        };
        log.SetAction(
            async (arguments, cancellationToken) =>
            {
                var source = SharedOptions.Connect(arguments, admin);
                await using var _ = source.ConfigureAwait(false);
                var entries = await ReadAsync(
                        source,
                        arguments.GetValue(since),
                        arguments.GetValue(limit),
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                var text = arguments.GetValue(json)
                    ? JsonSerializer.Serialize(entries, AdminLogJson.Default.ListAdminLogEntry)
                    : AdminLogTable.Write(entries);
                await arguments.InvocationConfiguration.Output.WriteLineAsync(text).ConfigureAwait(false);
            }
        );
        return new("admin", "Those who cross tenants") { log };
    }

    private static Option<DateTimeOffset> Since() =>
        new("--since")
        {
            Description = "The earliest time, such as 2026-11-22 or 2026-11-22T05:00:00+01:00; UTC unless it says",
            DefaultValueFactory = _ => DateTimeOffset.UnixEpoch,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (
                    !DateTimeOffset.TryParse(
                        text,
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.AssumeUniversal,
                        out var time
                    )
                )
                {
                    result.AddError("--since takes a date, or a date and a time: 2026-11-22T05:00:00Z.");
                }

                return time;
            },
        };

    private static async Task<List<AdminLogEntry>> ReadAsync(
        NpgsqlDataSource source,
        DateTimeOffset since,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var command = source.CreateCommand(Query);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.Add(new() { Value = since.UtcDateTime });
        command.Parameters.Add(new() { Value = limit });
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        var entries = new List<AdminLogEntry>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            entries.Add(AdminLogEntry.From(reader));
        }

        return entries;
    }
}
