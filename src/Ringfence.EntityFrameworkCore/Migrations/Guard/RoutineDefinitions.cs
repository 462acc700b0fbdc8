using Ringfence.Sql;

namespace Ringfence.EntityFrameworkCore.Migrations.Guard;

/// <summary>
/// Texts that define functions, and do nothing that looks at rows. PostgreSQL rewrites the body of a function in SQL when it
/// is created, policies and all (<c>check_function_bodies</c>), as if it were to be run.
/// </summary>
internal static class RoutineDefinitions
{
    private static readonly HashSet<string> Companions = new(StringComparer.Ordinal)
    {
        "comment",
        "drop",
        "grant",
        "revoke",
    };

    /// <summary>Whether it is one function or more, with no other statements than such as come with functions.</summary>
    public static bool AreAll(string sql)
    {
        var statements = TenantTableUse.Statements(sql).Where(statement => statement.Count > 0).ToList();
        return statements.Exists(IsRoutine)
            && statements.TrueForAll(statement => IsRoutine(statement) || IsCompanion(statement));
    }

    private static bool IsRoutine(List<SqlToken> statement) =>
        statement[0].Is("create") && Kind(statement) is { } kind && (kind.Is("function") || kind.Is("procedure"));

    private static bool IsCompanion(List<SqlToken> statement) =>
        statement[0] is { Kind: SqlTokenKind.Word, Text: var word }
        && (
            Companions.Contains(word)
            || (
                word is "create" or "alter"
                && Kind(statement)
                    is {
                        Kind: SqlTokenKind.Word,
                        Text: "aggregate"
                            or "constraint"
                            or "function"
                            or "operator"
                            or "policy"
                            or "procedure"
                            or "routine"
                            or "rule"
                            or "trigger"
                            or "view"
                    }
            )
        );

    private static SqlToken? Kind(List<SqlToken> statement) =>
        statement.Skip(1).SkipWhile(IsBeforeKind).FirstOrDefault();

    private static bool IsBeforeKind(SqlToken token) =>
        token is { Kind: SqlTokenKind.Word, Text: "or" or "replace" or "temp" or "temporary" or "recursive" };
}
