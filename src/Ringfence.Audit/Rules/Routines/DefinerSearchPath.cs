using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Functions;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Routines;

/// <summary>a definer function that services can mislead.</summary>
internal sealed class DefinerSearchPath() : Rule("RF412", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Snapshot.Functions.Where(function =>
                function is { IsDefiner: true, IsSystem: false, Extension: null, SqlBody: null }
                && function.Language is "sql" or "plpgsql"
                && !subject.Roles.Has(function.Owner)
                && (function.IsTrigger ? IsOnWritten(subject, function) : subject.Executes(function))
            )
            .Select(function => (Function: function, Hole: Hole(subject, function)))
            .Where(pair => pair.Hole is not null)
            .Select(pair =>
                At(
                    pair.Function.Named(),
                    $"runs as {subject.Roles.Name(pair.Function.Owner)} and looks names up {pair.Hole}: services put a "
                        + "function or table of theirs in its way",
                    pair.Function.Setting("search_path") is null
                        ? Ddl.Text($"alter function {pair.Function.Sql()} set search_path = pg_catalog, pg_temp")
                        : null
                )
            );

    private static bool IsOnWritten(AuditSubject subject, Function function) =>
        subject.Snapshot.Tables.Any(table =>
            subject.Writes(table) && table.Triggers.Any(trigger => trigger.Function == function.Oid)
        );

    private static string? Hole(AuditSubject subject, Function function)
    {
        if (function.Setting("search_path") is not { } path)
        {
            return "along the path of whoever calls it";
        }

        var schemas = path.Split(',').Select(part => part.Trim().Trim('"')).Where(part => part.Length > 0).ToList();
        var writable = subject.CreatableSchemas.Select(schema => schema.Name).ToHashSet(StringComparer.Ordinal);
        if (schemas.FirstOrDefault(writable.Contains) is { } open)
        {
            return $"in {QualifiedName.Quote(open)}, where services can create";
        }

        return subject.MakesTemporaryTables && (schemas.Count == 0 || schemas[^1] != "pg_temp")
            ? "among temporary tables first, for pg_temp is not the last of its path"
            : null;
    }
}
