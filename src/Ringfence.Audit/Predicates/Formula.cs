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

    /// <summary>The same, of conditions that stand in an uncorrelated sub-select.</summary>
    public Formula Hoisted() =>
        this switch
        {
            Condition condition => condition with { IsHoisted = true },
            AllOf all => new AllOf([.. all.Parts.Select(static part => part.Hoisted())]),
            AnyOf any => new AnyOf([.. any.Parts.Select(static part => part.Hoisted())]),
            _ => this,
        };

    /// <summary>That an expression has this truth value.</summary>
    internal sealed record Condition(Expression Expression, Truth Truth) : Formula
    {
        /// <summary>Whether it is looked at once a statement, which need not be when a row is looked at.</summary>
        public bool IsHoisted { get; init; }
    }

    internal sealed record AllOf(ValueList<Formula> Parts) : Formula;

    internal sealed record AnyOf(ValueList<Formula> Parts) : Formula;

    /// <summary>Something that nobody could read.</summary>
    internal sealed record Unread(string Reason) : Formula;
}
