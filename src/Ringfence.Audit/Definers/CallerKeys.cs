using System.Collections.Frozen;
using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Definers;

/// <summary>
/// Which expressions in the body of a definer function say who calls it. The current user is none: it is the function's
/// owner. What the caller passes is none: it passes what it likes. A setting is one where policies bind rows by it.
/// </summary>
internal sealed class CallerKeys
{
    private readonly AuditSubject _subject;
    private readonly FunctionBodies _bodies;
    private readonly KeyReader _keys;
    private readonly FrozenSet<string> _settings;
    private readonly FrozenSet<string> _lookups;
    private readonly ILookup<string, Function> _asked;
    private readonly Dictionary<Function, bool> _checks = new(ReferenceEqualityComparer.Instance);

    public CallerKeys(AuditSubject subject)
    {
        _subject = subject;
        _bodies = JudgedCatalog.Of(subject.Snapshot).Bodies;
        _keys = new(_bodies, BoundTenant.Any);
        _settings = subject.BindingSettings.Select(WithoutMember).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _lookups = subject
            .PolicyKeys.Where(static one => one.Key.Kind == KeyKind.Lookup)
            .Select(static one => one.Key.Name)
            .ToFrozenSet(StringComparer.Ordinal);
        TakesLogin = subject.PolicyKeys.Any(static one => one.Key.Kind == KeyKind.Role);
        var own = subject.Snapshot.Functions.Where(static one => one.Schema != "pg_catalog").ToList();
        _asked = own.Where(static one => one is { IsTrigger: false, ArgumentNames.IsEmpty: false })
            .ToLookup(static one => one.Name, StringComparer.Ordinal);
        Names = own.Select(static one => one.Name).ToFrozenSet(StringComparer.Ordinal);
        Functions = subject
            .Snapshot.Functions.Where(static one =>
                one is { IsSystem: false, IsTrigger: false, ArgumentNames.IsEmpty: true }
            )
            .Where(one => Asks(new Expression.Call(new DottedName(one.Schema, one.Name), [])))
            .ToLookup(static one => one.Name, StringComparer.Ordinal);
    }

    /// <summary>Those without arguments that say who calls, by name.</summary>
    public ILookup<string, Function> Functions { get; }

    /// <summary>The names of all functions that are not the server's own.</summary>
    public FrozenSet<string> Names { get; }

    /// <summary>
    /// Whether the role that logged in says who calls: a definer function does not change it, and policies that bind rows to
    /// the role tell that each tenant has one.
    /// </summary>
    public bool TakesLogin { get; }

    /// <summary>Whether the expression is what the policies of this table bind its rows by, and nothing else does.</summary>
    public bool Binds(Expression value, TenantTable table) =>
        Whole(value) is { } key && Keys(key) is { Count: > 0 } keys && keys.All(one => IsOf(one, key, table));

    /// <summary>Whether the expression says who calls, in whatever way policies ask.</summary>
    public bool Asks(Expression value) =>
        Whole(value) is { } key && Keys(key) is { Count: > 0 } keys && keys.All(IsCaller);

    /// <summary>Whether it says who calls, or is the answer of a function that asks for who calls.</summary>
    public bool Uses(Expression value) =>
        Asks(value)
        || (value is Expression.Call { Arguments.Count: > 0, Function: var name } && Checks(name.Schema, name.Last));

    /// <summary>
    /// Whether a function that takes arguments asks who calls, such as <c>is_member(tenant)</c>. What it makes of it is not
    /// known.
    /// </summary>
    public bool Checks(string? schema, string name) =>
        _asked[name].Any(one => (schema is null || one.Schema == schema) && Checks(one));

    /// <summary>Whether the text reads a setting that policies hold a column to.</summary>
    public bool IsSetting(string name) => _settings.Contains(name);

    /// <summary>Of a setting that is JSON policies may bind by one member, and the function ask for another.</summary>
    private static string WithoutMember(string setting) => setting.Split(' ')[0];

    private bool Checks(Function function)
    {
        if (!_checks.TryGetValue(function, out var checks))
        {
            // Functions that call each other come back here, and add nothing.
            _checks[function] = false;
            _checks[function] = checks = _bodies.Returns(function) is { } returns
                ? returns.Any(query => query.DescendantsAndSelf().OfType<Expression>().Any(Uses))
                : new BodyWords(this, function).Asks;
        }

        return checks;
    }

    private IReadOnlyList<BoundKey> Keys(Expression key) =>
        _keys.Read(key) is { IsKey: true } reading ? reading.Keys : [];

    private bool IsCaller(BoundKey key) =>
        key.Kind switch
        {
            KeyKind.Getter => true,
            KeyKind.Setting => IsSetting(WithoutMember(key.Name)),
            KeyKind.Lookup => _lookups.Contains(key.Name),
            _ => TakesLogin && key.Name == "session_user",
        };

    /// <summary>
    /// A look-up counts within the definer function that policies call, which sees the same rows whoever runs it.
    /// </summary>
    private bool IsOf(BoundKey key, Expression expression, TenantTable table) =>
        key.Kind switch
        {
            KeyKind.Getter => true,
            KeyKind.Setting => _subject.ServiceKeys.IsOnly(key, table),
            KeyKind.Lookup => _subject.ServiceKeys.IsOnly(key, table)
                && expression is Expression.Call { Function: var name }
                && _bodies.Find(name) is { IsDefiner: true },
            _ => false,
        };

    /// <summary>A call with the schema of the only function that it may mean, without the select around it.</summary>
    private Expression? Whole(Expression value) =>
        value switch
        {
            Expression.Scalar scalar => KeyReader.Target(scalar.Query) is { } within ? Whole(within) : null,
            Expression.Call { Function.Schema: null, Arguments.Count: 0 } call
                when _bodies.Find(call.Function) is null => _bodies.Qualified(call),
            Expression.Column or Expression.Literal => null,
            _ => value,
        };
}
