using System.Globalization;
using Demo.Services;
using Demo.Walk;
using Ringfence;
using Ringfence.Npgsql;
using static Demo.DemoTenant;
using static Demo.Walk.Expectation;

namespace Demo.Chapters;

internal static class Pool
{
    private const string Hosts = "select pg_backend_pid() as pid, a.host from apis as a";
    private const string Addresses = "select pg_backend_pid() as pid, e.email from employees as e";

    public static Chapter Write(Stage stage) =>
        new(
            "One pooled connection, three tenants in turn",
            "Maximum Pool Size=1: the same server process serves red, blue and green. Nothing of a tenant stays on it.",
            [
                .. InTurn(stage.OneConnection, Hosts, tenant => TenantId.From(tenant.Id), tenant => tenant.Apis),
                ScopeChange(stage),
                Foreign(stage.Catalogue, "the application role without Ringfence, afterwards", Hosts, NoRows),
                .. InTurn(
                    stage.OneStaffConnection,
                    Addresses,
                    tenant => TenantId.From(tenant.Number),
                    tenant => tenant.Employees
                ),
                Foreign(stage.Staff, "the application role without Ringfence, afterwards", Addresses, NoRows),
                SqlStep.Foreign(
                    "sessions that are still bound, as a superuser sees them",
                    stage.Staff.Database.Superuser,
                    "select count(*) from ringfence.session as s",
                    Says("0")
                ),
            ]
        );

    private static IEnumerable<Step> InTurn(
        TenantDataSource source,
        string sql,
        Func<DemoTenant, TenantId> tenantId,
        Func<DemoTenant, int> rows
    )
    {
        var first = "";
        foreach (var tenant in new[] { Red, Blue, Green, Red })
        {
            var expected = Rows(tenant, rows(tenant));
            yield return new(
                tenant.Name,
                sql,
                new($"{expected.Text}; one process", answer => expected.IsMetBy(answer) && answer.Reason == "same"),
                async cancellationToken =>
                {
                    using var scope = TenantScope.Enter(tenantId(tenant));
                    var (pid, answer) = await ReadAsync(source, sql, cancellationToken);
                    first = first.Length == 0 ? pid : first;
                    return answer with { Reason = pid == first ? "same" : "another" };
                }
            );
        }
    }

    private static async Task<(string Pid, Answer Answer)> ReadAsync(
        TenantDataSource source,
        string sql,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (pids, rows) = (new SortedSet<int>(), new List<string>());
        while (await reader.ReadAsync(cancellationToken))
        {
            pids.Add(reader.GetInt32(0));
            rows.Add(reader.GetString(1));
        }

        var pid = string.Join(", ", pids.Select(id => id.ToString(CultureInfo.InvariantCulture)));
        var count = Answer.CountRows(string.Join(' ', rows));
        return (pid, new() { Text = $"{Answer.Describe(count)}; process {pid}", Rows = count });
    }

    private static Step ScopeChange(Stage stage) =>
        new(
            "red begins a transaction, then blue's scope is entered",
            "begin; select …",
            Throws(nameof(TenantChangedException), "RF1003"),
            async cancellationToken =>
            {
                using var red = TenantScope.Enter(TenantId.From(Red.Id));
                await using var connection = await stage.OneConnection.OpenConnectionAsync(cancellationToken);
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                using var blue = TenantScope.Enter(TenantId.From(Blue.Id));
                await using var command = connection.CreateCommand();
                command.CommandText = "select a.host from apis as a";
                return await SqlStep.TryAsync(async () =>
                    new() { Text = $"{await command.ExecuteScalarAsync(cancellationToken)}" }
                );
            }
        );

    private static Step Foreign(RunningService service, string caption, string sql, Expectation expected) =>
        SqlStep.Foreign(caption, service.Database.Foreign, sql, expected);
}
