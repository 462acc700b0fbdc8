using System.Collections.Frozen;
using System.Collections.Immutable;
using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Definers;

/// <summary>
/// Tells which expressions in the body of a definer function say who calls it. The current user is none: it is the
/// function's owner, and services log in as one role. What the caller passes is none either: it passes what it likes.
/// </summary>
internal sealed class Caller
{
    private readonly AuditSubject _subject;
    private readonly FunctionBodies _bodies;
    private readonly KeyReader _keys;
    private readonly FrozenSet<string> _settings;
    private readonly Function _function;
    private readonly RandomDefault _random;
    private readonly HashSet<string> _variables = new(StringComparer.Ordinal);
    private readonly HashSet<string> _admitted = new(StringComparer.Ordinal);

    public Caller(AuditSubject subject, Function function, IReadOnlyList<BodyStatement> statements)
    {
        _subject = subject;
        _function = function;
        _bodies = JudgedCatalog.Of(subject.Snapshot).Bodies;
        _keys = new(_bodies, BoundTenant.Any);
        _random = new(_bodies);
        _settings = subject.BindingSettings.ToFrozenSet(StringComparer.Ordinal);
        var written = statements
            .SelectMany(static statement => statement.Written)
            .Concat(function.ArgumentNames)
            .GroupBy(static name => name, StringComparer.Ordinal)
            .ToDictionary(static group => group.Key, static group => group.Count(), StringComparer.Ordinal);
        // A variable is what it was given, if it is given a value once; in the order of the text, as they may hang together.
        foreach (var statement in statements)
        {
            if (
                statement is { Written: [var name], Tree: { } tree }
                && !statement.Begins("for")
                && written[name] == 1
                && Is(new Expression.Scalar(tree))
            )
            {
                _variables.Add(name);
            }
        }

        _admitted.UnionWith(
            Guards.Of(statements).SelectMany(Admitted).Where(name => written.GetValueOrDefault(name) == 1)
        );
    }

    /// <summary>Whether it is a tenant that the caller names, and that the function refused to go on with unless it is the caller's.</summary>
    public bool IsAdmitted(Expression expression) =>
        expression switch
        {
            Expression.Column { Path: [var name] } => _admitted.Contains(name),
            Expression.Column { Path: [var function, var name] } => function == _function.Name
                && _admitted.Contains(name),
            _ => false,
        };

    /// <summary>Whether the expression says who calls.</summary>
    public bool Is(Expression expression) =>
        expression switch
        {
            Expression.Column { Path: [var name] } => _variables.Contains(name),
            Expression.Cast { Type: { Modifiers.Count: 0, Dimensions: 0 } } cast
                when cast.Operand is Expression.Column or Expression.Scalar => Is(cast.Operand),
            Expression.Call { Function.Schema: null, Arguments.Count: 0 } call
                when _bodies.Find(call.Function) is null && _bodies.FindAnywhere(call.Function.Last) is { } own =>
                IsKey(call with { Function = new DottedName(own.Schema, own.Name) }),
            Expression.Call { Arguments.Count: 0 } call when BuiltIn.IsFunction(call.Function, "pg_backend_pid") =>
                true,
            Expression.Scalar scalar when KeyReader.Target(scalar.Query) is { } value => Is(value),
            Expression.Scalar scalar => IsLookedUp(scalar.Query),
            _ => IsKey(expression),
        };

    /// <summary>Whether a name is a variable that would be taken for a column of the tables.</summary>
    public static bool Hides(Expression expression, IEnumerable<Table> tables) =>
        expression
            .DescendantsAndSelf()
            .OfType<Expression.Column>()
            .Any(column => column.Path.Count == 1 && tables.Any(table => table.FindColumn(column.Name) is not null));

    /// <summary>
    /// Whether the value comes of what the caller passes, and only whoever was given it can pass it: a long random text that
    /// is unique, called a token or a secret, and is not what rows are known by.
    /// </summary>
    public bool IsSecret(Table table, Column column, Expression value) =>
        column.Name.Split('_').Any(static word => word is "token" or "secret")
        && table.Indexes.Any(index =>
            index is { IsUnique: true, IsPrimary: false, IsValid: true }
            && index.Columns is [var only]
            && only == column.Number
        )
        && !table.Indexes.Any(index => index.IsPrimary && index.Columns.Contains(column.Number))
        && IsPassed(value)
        && _random.IsWide(column) == true;

    /// <summary>
    /// Whether services cannot write what the column says, or only within policies that keep it to their tenant: else they
    /// plant there whatever they like to be led to.
    /// </summary>
    public bool IsTrusted(Table table, string column) =>
        !_subject.Can(
            table,
            Ringfence.Catalog.Privileges.PrivilegeSet.Insert | Ringfence.Catalog.Privileges.PrivilegeSet.Update
        ) || (table.HasRowSecurity && _subject.Find(table.Oid)?.Column?.Name == column);

    /// <summary>The arguments that must be the caller's, where the function goes on though a guard's condition may end it.</summary>
    private IEnumerable<string> Admitted(Expression condition) =>
        condition switch
        {
            Expression.Distinct { Negated: false } other => Is(other.Right) ? Argument(other.Left)
            : Is(other.Left) ? Argument(other.Right)
            : [],
            Expression.Not { Operand: Expression.Exists { Query: { With.Count: 0, Body: QueryBody.Select select } } } =>
                new CallerFilter(_subject, this, select) is var filter
                    ? filter.Tied(select).Where(value => !filter.Owns(value)).SelectMany(Argument)
                    : [],
            _ => [],
        };

    private IEnumerable<string> Argument(Expression value) =>
        value is Expression.Column column && IsPassed(column) ? [column.Name] : [];

    private bool IsPassed(Expression value) =>
        value switch
        {
            Expression.Parameter => true,
            Expression.Column { Path: [var name] } => _function.ArgumentNames.Contains(name),
            Expression.Column { Path: [var function, var name] } => function == _function.Name
                && _function.ArgumentNames.Contains(name),
            Expression.Cast { Type.Modifiers.Count: 0 } cast => IsPassed(cast.Operand),
            _ => false,
        };

    /// <summary>A look-up within a function of others is seen through as well.</summary>
    private bool IsKey(Expression expression)
    {
        var reading = _keys.Read(expression);
        return reading.IsKey && reading.Keys.All(IsOfCaller);
    }

    /// <summary>Any SQL writes a setting, so that it counts only where policies trust it as well.</summary>
    private bool IsOfCaller(BoundKey key) =>
        key.Kind switch
        {
            KeyKind.Getter => true,
            KeyKind.Setting => _settings.Contains(key.Name),
            KeyKind.Lookup => SqlParser.Query(key.Name).Tree is { } query && IsLookedUp(query),
            _ => false,
        };

    /// <summary>A column of a row that who calls leads to.</summary>
    private bool IsLookedUp(Query query) =>
        query is { With.Count: 0, Body: QueryBody.Select { Targets: [{ Value: Expression.Column target }] } select }
        && new CallerFilter(_subject, this, select).Leads(target);
}
