using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Definers;

/// <summary>Definer functions that services may call and that read past policies, and whether they ask who calls.</summary>
internal static class DefinerReads
{
    /// <summary>These may make the session another's before the function looks whose it is, or run what nobody sees.</summary>
    private static readonly string[] Upsetting = ["set_config", "execute", "set", "reset", "call", "do"];

    /// <summary>What begins so runs a text, or reads tables that it names by a text, or all of them.</summary>
    private static readonly string[] Reading =
    [
        "query_to_xml",
        "cursor_to_xml",
        "table_to_xml",
        "schema_to_xml",
        "database_to_xml",
        "dblink",
    ];

    public static IEnumerable<DefinerRead> Find(AuditSubject subject) =>
        from function in subject.Snapshot.Functions
        where function is { IsDefiner: true, IsTrigger: false, IsSystem: false } && subject.Executes(function)
        let tables = subject.TouchedPastPolicies(function).ToList()
        where tables.Count > 0
        select Judge(subject, function, tables);

    private static DefinerRead Judge(AuditSubject subject, Function function, List<TenantTable> tables)
    {
        var bodies = JudgedCatalog.Of(subject.Snapshot).Bodies;
        var statements = BodyReader.Read(function);
        if (statements is null)
        {
            return new(function, tables[0], MayAsk(subject, function));
        }

        var caller = new Caller(subject, function, statements);
        var isUpset =
            function.Settings.Any(static setting => FunctionBodies.ChangesMeaning(setting.Split('=')[0]))
            || statements.Any(statement => IsUpset(bodies, statement))
            || (
                function.SqlBody is null
                && statements.Any(statement => statement.Tree?.DescendantsAndSelf().Any(bodies.MayBeOthers) == true)
            );
        foreach (var table in tables)
        {
            foreach (var statement in statements.Where(statement => statement.Mentions(table.Table.Name)))
            {
                if (Check(subject, caller, statement, table) is not CallerCheck.Asks and var check)
                {
                    return new(function, table, check == CallerCheck.Missing ? check : MayAsk(subject, function));
                }
            }
        }

        return new(function, tables[0], isUpset ? MayAsk(subject, function) : CallerCheck.Asks);
    }

    private static CallerCheck Check(AuditSubject subject, Caller caller, BodyStatement statement, TenantTable table)
    {
        if (statement.Tree is not { } tree)
        {
            // It may declare a variable of the table's rows, which reads none.
            return statement.Written.IsEmpty && IsDeclaration(statement) ? CallerCheck.Asks : CallerCheck.Unclear;
        }

        var nodes = tree.DescendantsAndSelf().ToList();
        if (
            nodes.OfType<CommonTable>().Any(common => common.Name == table.Table.Name)
            || nodes
                .OfType<Expression.Literal>()
                .Any(literal => Functions.Names(literal.Text.ToLowerInvariant(), table.Table.Name))
            || (statement.Begins("update") && Moves(tree, table))
        )
        {
            return CallerCheck.Unclear;
        }

        var reads = nodes.OfType<FromItem.Table>().Count(item => Is(item, table));
        var bound = nodes.OfType<QueryBody.Select>().Sum(select => Bound(subject, caller, select, table));
        return reads == bound ? CallerCheck.Asks : CallerCheck.Missing;
    }

    private static int Bound(AuditSubject subject, Caller caller, QueryBody.Select select, TenantTable table)
    {
        var own = select.From.SelectMany(Joined).Where(item => Is(item, table)).ToList();
        if (own.Count == 0)
        {
            return 0;
        }

        var filter = new CallerFilter(subject, caller, select);
        return own.Count(filter.Binds);
    }

    private static bool Is(FromItem.Table item, TenantTable table) =>
        item.Name.Last == table.Table.Name && (item.Name.Schema is null || item.Name.Schema == table.Table.Schema);

    private static IEnumerable<FromItem.Table> Joined(FromItem item) =>
        item switch
        {
            FromItem.Table table => [table],
            FromItem.Join join => Joined(join.Left).Concat(Joined(join.Right)),
            _ => [],
        };

    /// <summary>Whether an update writes whose the rows are.</summary>
    private static bool Moves(Query tree, TenantTable table) =>
        tree.Body is QueryBody.Select select
        && select.Targets.Any(target =>
            target.Value is not Expression.Operation { Left: Expression.Column set } || set.Name == table.Column?.Name
        );

    private static bool IsDeclaration(BodyStatement statement) =>
        statement.IsDeclared
        && !statement.Words.Any(static word => word.Is("select") || word.Is("cursor"))
        && (statement.Words.Any(static word => word.Is("rowtype")) || statement.Words.Length <= DeclarationWords);

    /// <summary><c>name schema.type</c>.</summary>
    private const int DeclarationWords = 4;

    private static bool IsUpset(FunctionBodies bodies, BodyStatement statement)
    {
        for (var at = 0; at < statement.Words.Length; at++)
        {
            var word = statement.Words[at];
            var isFirst = at == 0;
            if (
                word.Is("execute")
                || word.Is("set_config")
                || (isFirst && Array.Exists(Upsetting, word.Is))
                || Array.Exists(Reading, start => word.Text.StartsWith(start, StringComparison.Ordinal))
                || (
                    at + 1 < statement.Words.Length
                    && statement.Words[at + 1].Is("(")
                    && word.Kind is TokenKind.Word or TokenKind.Quoted
                    && bodies.MayWrite(word.Text)
                )
            )
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What is not understood is a doubt where the body asks who calls somewhere, and a hole where it does not.</summary>
    private static CallerCheck MayAsk(AuditSubject subject, Function function) =>
        subject.BindingSettings.Any(setting => function.Body.Contains(setting.Split(' ')[0], StringComparison.Ordinal))
        || subject
            .Snapshot.Functions.Where(static one => one is { IsSystem: false, IsTrigger: false })
            .Where(one => one.ArgumentNames.IsEmpty && function.Mentions(one.Name))
            .Any(one =>
                new Caller(subject, function, []).Is(new Expression.Call(new DottedName(one.Schema, one.Name), []))
            )
            ? CallerCheck.Unclear
            : CallerCheck.Missing;
}
