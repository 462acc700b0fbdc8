using Ringfence.Catalog.Expressions;

namespace Ringfence.Audit.Predicates;

/// <summary>When an expression is true, in ordinary logic over conditions of SQL's.</summary>
internal abstract record Formula
{
    private Formula() { }

    public static readonly Formula Always = new AllOf([]);

    public static readonly Formula Never = new AnyOf([]);

    public static Formula And(params ReadOnlySpan<Formula> parts) => new AllOf([.. parts]);

    public static Formula Or(params ReadOnlySpan<Formula> parts) => new AnyOf([.. parts]);

    /// <summary>That an expression has this truth value.</summary>
    internal sealed record Condition(Expression Expression, Truth Truth) : Formula;

    internal sealed record AllOf(ValueList<Formula> Parts) : Formula;

    internal sealed record AnyOf(ValueList<Formula> Parts) : Formula;

    /// <summary>Something that nobody could read.</summary>
    internal sealed record Unread(string Reason) : Formula;
}
