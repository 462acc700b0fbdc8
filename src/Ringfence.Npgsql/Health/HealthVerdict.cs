using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ringfence.Contract;
using Ringfence.Npgsql.Contract;
using Ringfence.Npgsql.Sessions;

namespace Ringfence.Npgsql.Health;

/// <summary>
/// Judges the facts. Unhealthy is what isolation does not hold with, or what connections are refused for; degraded is
/// what somebody should look at.
/// </summary>
internal static class HealthVerdict
{
    public static HealthCheckResult Of(
        HealthFacts facts,
        TenantDataSourceOptions source,
        TenantHealthOptions options,
        DateTimeOffset now,
        HealthStatus failure
    )
    {
        var findings = Findings(facts, source, options, now).ToList();
        var status =
            findings.Count == 0 ? HealthStatus.Healthy
            : findings.Exists(finding => finding.Status == HealthStatus.Unhealthy) ? failure
            : HealthStatus.Degraded;
        var text = string.Join(" ", findings.OrderBy(finding => finding.Status).Select(finding => finding.Text));
        return new(status, text.Length == 0 ? "Tenants are kept apart." : text, data: Data(facts, now));
    }

    private static IEnumerable<HealthFinding> Findings(
        HealthFacts facts,
        TenantDataSourceOptions source,
        TenantHealthOptions options,
        DateTimeOffset now
    )
    {
        if (facts.Session.Dangers is [_, ..] dangers)
        {
            yield return new(
                source.UnsafeAllowPrivilegedRole ? HealthStatus.Degraded : HealthStatus.Unhealthy,
                $"The role is not bound by policies: {string.Join("; ", dangers)}."
            );
        }

        if (Mismatch(facts.Contract, source) is { } mismatch)
        {
            yield return new(HealthStatus.Unhealthy, mismatch);
        }

        if (facts.UnfencedTables > 0)
        {
            yield return new(
                HealthStatus.Unhealthy,
                $"{facts.UnfencedTables} of {facts.TenantTables} tenant tables do not hold: "
                    + $"{string.Join("; ", facts.Faults)}. Run 'ringfence protect' on them."
            );
        }
        else if (facts.TenantTables == 0)
        {
            yield return new(HealthStatus.Degraded, "No table is protected. Run 'ringfence protect'.");
        }

        if (source.Binding == Binding.Signed && facts.Session.ProvenSkew > source.TokenLifetime / 4)
        {
            yield return new(
                HealthStatus.Unhealthy,
                new ClockSkewException(facts.Session.Skew, source.TokenLifetime / 4).Message
            );
        }

        foreach (var finding in OfKey(facts.Key, options, now))
        {
            yield return finding;
        }
    }

    private static string? Mismatch(ContractRow? contract, TenantDataSourceOptions source)
    {
        try
        {
            var spoken = ContractRow.Spoken(contract);
            return spoken.Binding == source.Binding
                ? null
                : $"The database has binding {spoken.Binding.SqlName()}, the service {source.Binding.SqlName()}.";
        }
        catch (ContractMismatchException e)
        {
            return e.Message;
        }
    }

    private static IEnumerable<HealthFinding> OfKey(KeyInForce? key, TenantHealthOptions options, DateTimeOffset now)
    {
        if (key is null)
        {
            yield break;
        }

        if (key.Valid == 0)
        {
            yield return new(HealthStatus.Unhealthy, "No key or password is valid. Run 'ringfence key rotate'.");
        }

        if (now - key.CreatedAt > options.MaxKeyAge)
        {
            yield return new(
                HealthStatus.Degraded,
                $"The newest key or password is older than {options.MaxKeyAge.TotalDays:0} days. Run 'ringfence key"
                    + " rotate'."
            );
        }

        if (key.NotAfter - now < options.MinKeyLifetime)
        {
            yield return new(
                HealthStatus.Degraded,
                $"The newest key or password ends within {options.MinKeyLifetime.TotalDays:0} days. Run 'ringfence key"
                    + " rotate'."
            );
        }
    }

    private static Dictionary<string, object> Data(HealthFacts facts, DateTimeOffset now)
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["role"] = facts.Session.Role,
            ["role_dangers"] = facts.Session.Dangers,
            ["clock_skew_seconds"] = facts.Session.Skew.TotalSeconds,
            ["service_contract_version"] = ContractScript.Version,
            ["tenant_tables"] = facts.TenantTables,
            ["unfenced_tables"] = facts.UnfencedTables,
            ["faults"] = facts.Faults,
        };
        if (facts.Contract is { } contract)
        {
            data["contract_version"] = contract.Version;
            data["binding"] = contract.Binding.SqlName();
        }

        if (facts.Key is { } key)
        {
            data["valid_keys"] = key.Valid;
            if (key is { Id: { } id, CreatedAt: { } created })
            {
                data["key_id"] = id;
                data["key_age_days"] = (now - created).TotalDays;
            }

            if (key.NotAfter is { } end)
            {
                data["key_not_after"] = end;
            }
        }

        return data;
    }
}
