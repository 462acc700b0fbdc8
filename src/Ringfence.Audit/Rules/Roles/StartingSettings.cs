using System.Collections.Immutable;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Roles;
using Ringfence.Catalog.Server;
using Ringfence.Contract;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Roles;

/// <summary>sessions that start with a setting which undoes isolation.</summary>
internal sealed class StartingSettings() : Rule("RF109", Severity.Error)
{
    private const string ContractSetting = "ringfence.tenant";

    /// <summary>Where a setting stands that holds for sessions of every role.</summary>
    private static readonly string[] OfServer =
    [
        "configuration file",
        "command line",
        "environment variable",
        "global",
    ];

    public override IEnumerable<Finding> Find(AuditSubject subject)
    {
        var tenants = subject.PolicyKeys.Select(key => key.Setting).OfType<string>().Append(ContractSetting);
        var binding = tenants.ToImmutableHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var one in subject.Snapshot.RoleSettings)
        {
            if (Hole(subject, binding, one.Role, one.Name, one.Value) is { } hole)
            {
                yield return At(Object(subject, one), $"its sessions start with {hole}", Fix(subject, one), one.Name);
            }
        }

        foreach (var one in subject.Snapshot.Settings.Where(setting => IsOfServer(subject, setting)))
        {
            if (Hole(subject, binding, ActingRoles.Public, one.Name, one.Value ?? "") is { } hole)
            {
                yield return At(new("setting", one.Name), $"all sessions of the server start with {hole}");
            }
        }
    }

    /// <summary>
    /// Of a setting that no code of the server knows, the server does not say where it stands: it is the server's unless
    /// it is what the reader's own sessions start with.
    /// </summary>
    private static bool IsOfServer(AuditSubject subject, Setting setting) =>
        setting.Source == Setting.Placeholder
            ? !subject.Snapshot.RoleSettings.Any(one =>
                (one.Role == 0 || one.Role == subject.Snapshot.Server.ReaderOid)
                && string.Equals(one.Name, setting.Name, StringComparison.OrdinalIgnoreCase)
                && one.Value == setting.Value
            )
            : OfServer.Contains(setting.Source);

    /// <summary>The path of other roles counts as well: they look up what services have put there.</summary>
    private static string? Hole(
        AuditSubject subject,
        ImmutableHashSet<string> binding,
        uint role,
        string name,
        string value
    ) =>
        name.ToLowerInvariant() switch
        {
            "search_path" => Path(subject, value),
            _ when !subject.Roles.Has(role) => null,
            StampedBinding.Parameter
                when value.StartsWith(StampedBinding.Prefix, StringComparison.Ordinal) && subject.HasStamps() =>
                $"a stamp in {name}: one that nobody bound is that tenant's",
            var setting when binding.Contains(setting) && value.Length > 0 =>
                $"a tenant in {name}: one that nobody bound is that tenant's",
            "row_security" when IsOff(value) =>
                "row_security off: a statement on a table with policies fails instead of being filtered",
            "session_replication_role" when !value.Equals("origin", StringComparison.OrdinalIgnoreCase) =>
                $"session_replication_role {value}: the checks of foreign keys and the triggers do not run",
            _ => null,
        };

    private static bool IsOff(string value) =>
        value.ToLowerInvariant() is "off" or "false" or "no" or "0" or "f" or "n";

    /// <summary>Schemas of tenant tables, and public, are RF111's to tell.</summary>
    private static string? Path(AuditSubject subject, string value)
    {
        var path = value.Split(',').Select(part => part.Trim().Trim('"')).Where(part => part.Length > 0).ToList();
        var creatable = subject.CreatableSchemas.Select(schema => schema.Name).ToHashSet(StringComparer.Ordinal);
        var told = subject
            .Tables.Select(table => table.Table.Schema)
            .Append("public")
            .Where(schema => subject.Tells<CreateInSchema>(new("schema", QualifiedName.Quote(schema))))
            .ToHashSet(StringComparer.Ordinal);
        var builtIn = path.IndexOf("pg_catalog");
        if (builtIn > 0 && path.Take(builtIn).FirstOrDefault(creatable.Contains) is { } before)
        {
            return $"a search_path that looks in {QualifiedName.Quote(before)}, where services can create, before pg_catalog:"
                + " a function of theirs is found in place of the server's own";
        }

        return path.Find(schema => creatable.Contains(schema) && !told.Contains(schema)) is { } open
            ? $"a search_path through {QualifiedName.Quote(open)}, where services can create: a function or table of theirs "
                + "is found where another was meant"
            : null;
    }

    private static AuditObject Object(AuditSubject subject, RoleSetting one) =>
        one.Role != 0 ? new("role", subject.Roles.Name(one.Role))
        : one.Database == 0 ? new("role", "all")
        : new("database", QualifiedName.Quote(subject.Snapshot.Server.Database));

    private static string Fix(AuditSubject subject, RoleSetting one)
    {
        var name = new SqlQuoted(string.Join('.', one.Name.Split('.').Select(part => SqlName.Parse(part).Quoted)));
        var database = SqlName.Parse(subject.Snapshot.Server.Database);
        if (one.Role == 0)
        {
            return one.Database == 0
                ? Ddl.Text($"alter role all reset {name}")
                : Ddl.Text($"alter database {database} reset {name}");
        }

        var role = subject.Roles.Grantee(one.Role);
        return one.Database == 0
            ? Ddl.Text($"alter role {role} reset {name}")
            : Ddl.Text($"alter role {role} in database {database} reset {name}");
    }
}
