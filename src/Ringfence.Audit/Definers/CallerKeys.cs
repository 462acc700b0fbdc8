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
    private readonly FunctionBodies _bodies;
    private readonly KeyReader _keys;
    private readonly ILookup<uint, BoundKey> _binding;
    private readonly FrozenSet<string> _settings;

    public CallerKeys(AuditSubject subject)
    {
        _bodies = JudgedCatalog.Of(subject.Snapshot).Bodies;
        _keys = new(_bodies, BoundTenant.Any);
        _binding = subject.PolicyKeys.ToLookup(static key => key.Table.Oid, static key => key.Key);
        _settings = subject.BindingSettings.ToFrozenSet(StringComparer.Ordinal);
        Functions = subject
            .Snapshot.Functions.Where(static one =>
                one is { IsSystem: false, IsTrigger: false, ArgumentNames.IsEmpty: true }
            )
            .Where(one => Asks(new Expression.Call(new DottedName(one.Schema, one.Name), [])))
            .ToLookup(static one => one.Name, StringComparer.Ordinal);
        Names = subject
            .Snapshot.Functions.Where(static one => one.Schema != "pg_catalog")
            .Select(static one => one.Name)
            .ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Those without arguments that say who calls, by name.</summary>
    public ILookup<string, Function> Functions { get; }

    /// <summary>The names of all functions that are not the server's own.</summary>
    public FrozenSet<string> Names { get; }

    /// <summary>Whether the expression is what the policies of this table bind its rows by.</summary>
    public bool Binds(Expression value, TenantTable table) =>
        Whole(value) is { } key && Keys(key).All(one => IsOf(one, key, table)) && Keys(key).Any();

    /// <summary>Whether the expression says who calls, in whatever way policies ask.</summary>
    public bool Asks(Expression value) =>
        Whole(value) is { } key
        && Keys(key).Any()
        && Keys(key)
            .All(one =>
                one.Kind is KeyKind.Getter
                || (one.Kind == KeyKind.Setting && _settings.Contains(one.Name))
                || IsLookup(one)
            );

    /// <summary>Whether the text reads a setting that policies hold a column to.</summary>
    public bool IsSetting(string name) =>
        _settings.Any(one => one.Split(' ')[0].Equals(name, StringComparison.OrdinalIgnoreCase));

    private IEnumerable<BoundKey> Keys(Expression key) =>
        _keys.Read(key) is { IsKey: true } reading ? reading.Keys : [];

    private bool IsLookup(BoundKey key) => key.Kind == KeyKind.Lookup && _binding.Any(table => table.Contains(key));

    /// <summary>
    /// A look-up counts within the definer function that policies call, which sees the same rows whoever runs it.
    /// </summary>
    private bool IsOf(BoundKey key, Expression expression, TenantTable table) =>
        key.Kind switch
        {
            KeyKind.Getter => true,
            KeyKind.Setting => _binding[table.Oid].Contains(key),
            KeyKind.Lookup => _binding[table.Oid].Contains(key)
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
