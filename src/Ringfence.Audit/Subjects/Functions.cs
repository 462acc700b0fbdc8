using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Ringfence.Audit.Predicates;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Privileges;
using Ringfence.Catalog.Tables;
using Ringfence.Sql;

namespace Ringfence.Audit.Subjects;

/// <summary>
/// What the text of functions says, as far as a text can be trusted to: it is looked at without its comments.
/// </summary>
internal static partial class Functions
{
    private const StringComparison Ordinal = StringComparison.Ordinal;

    private static readonly ConditionalWeakTable<Function, FunctionText> Texts = [];

    /// <summary>The functions that policies on tenant tables call, those of the services' own policies only.</summary>
    public static IEnumerable<UsedFunction> PolicyFunctions(this AuditSubject subject) =>
        subject
            .Tables.Where(table => table.Table.HasRowSecurity)
            .SelectMany(table => table.Table.Policies.Select(policy => (Table: table.Table, Policy: policy)))
            .Where(pair => subject.Applies(pair.Policy))
            .SelectMany(pair =>
                pair.Policy.Uses.Where(use => use.Kind == UsedKind.Function)
                    .Select(use => (use.Oid, Name: pair.Policy.Named(pair.Table).Name))
            )
            .GroupBy(pair => pair.Oid, pair => pair.Name)
            .Select(group =>
                (Function: subject.Graph.FindFunction(group.Key), Names: group.Order(StringComparer.Ordinal))
            )
            .Where(pair => pair.Function is not null)
            .Select(pair => new UsedFunction(pair.Function!, [.. pair.Names]));

    /// <summary>
    /// The tenant tables that the body names and that policies do not keep its owner to a tenant in, or may not: those first
    /// where that is certain.
    /// </summary>
    public static IEnumerable<TouchedTable> TouchedPastPolicies(this AuditSubject subject, Function function) =>
        subject
            .Tables.Where(table =>
                !table.IsRoot
                && !subject.Roles.Has(function.Owner)
                && function.Mentions(table.Table.Name)
                && subject.MayMean(function, table.Table)
            )
            .Select(table => new TouchedTable(table, subject.Owners.Of(function.Owner, table, function.Commands())))
            .Where(touched => touched.Kept != Verdict.Implies)
            .OrderBy(touched => touched.Kept != Verdict.DoesNot);

    /// <summary>Whether the name in the body may be this table's, and not that of another in a schema that it does name.</summary>
    private static bool MayMean(this AuditSubject subject, Function function, Table table) =>
        function.Mentions(table.Schema)
        || (
            function.SqlBody is null
            && function.Setting("search_path") is var path
            && (path is null || Names(path.ToLowerInvariant(), table.Schema) || path.Contains("$user", Ordinal))
        )
        || !subject.Snapshot.Tables.Any(other => other.Oid != table.Oid && other.Name == table.Name);

    /// <summary>Takes the right to call it from services; null where they have it as its owner.</summary>
    public static string? Revoke(this Function function, ActingRoles roles)
    {
        var grantees = roles.Grantees(function.Grants, PrivilegeSet.Execute, function.Owner);
        return grantees.IsEmpty
            ? null
            : string.Join(
                ";\n",
                grantees.Select(grantee =>
                    Ddl.Text($"revoke execute on routine {function.Sql()} from {roles.Grantee(grantee)}")
                )
            );
    }

    /// <summary>Whether a name stands in a text, as a word of its own; the text is in small letters.</summary>
    public static bool Names(string sql, string name) =>
        Regex.IsMatch(
            sql,
            $@"(?<![\w$]){Regex.Escape(name.ToLowerInvariant())}(?![\w$])",
            RegexOptions.None,
            TimeSpan.FromSeconds(1)
        );

    extension(Function function)
    {
        /// <summary>What it may do to a table that it names, by the words of its body: it reads at least.</summary>
        public IEnumerable<PolicyCommand> Commands() =>
            PolicyJudgements
                .Commands.Select(static one => one.Command)
                .Where(command =>
                    command == PolicyCommand.Select
                    || function.Mentions("merge")
                    || (command == PolicyCommand.Insert && function.Mentions("copy"))
                    || function.Mentions(command.ToString())
                );

        /// <summary>What the function sets while it runs; null where it leaves the setting alone.</summary>
        public string? Setting(string name) =>
            function
                .Settings.FirstOrDefault(setting => setting.StartsWith($"{name}=", StringComparison.Ordinal))
                ?[(name.Length + 1)..];

        /// <summary>The body without comments, where it can be cut, in small letters; empty for one in C.</summary>
        public string Body => function.Text.Body;

        /// <summary>The body's words; null where it is of another language, or cannot be cut as the server cuts it.</summary>
        public List<Token>? Tokens => function.Text.Tokens;

        private FunctionText Text => Texts.GetValue(function, static one => new(one));

        /// <summary>Whether the body holds the name, in whatever case, and not as a part of a longer one.</summary>
        public bool Mentions(string name) => function.Text.IsWord(name) ?? Names(function.Body, name);

        /// <summary>Whether its answer depends on the session or on rows.</summary>
        public bool ReadsSession() =>
            function.Mentions("current_setting")
            || function.Mentions("current_user")
            || function.Mentions("session_user")
            || function.Mentions("pg_backend_pid")
            || function.Mentions("ringfence.tenant")
            || function.Mentions("ringfence.get_tenant")
            || From.IsMatch(function.Body);
    }

    [GeneratedRegex(@"\bfrom\s+[a-z_""]", RegexOptions.None, 1000)]
    private static partial Regex From { get; }
}
