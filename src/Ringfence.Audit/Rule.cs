using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Ringfence.Audit.Subjects;

namespace Ringfence.Audit;

/// <summary>
/// One thing to look for. Its page, <c>Name.md</c> beside the class, says why, and shows what fails and what passes.
/// </summary>
/// <param name="id"><c>RF</c> and three digits, the first of them the family's; never used again for another.</param>
/// <param name="severity">How much its findings weigh.</param>
internal abstract partial class Rule(string id, Severity severity)
{
    public string Id { get; } = id;

    public Severity Severity { get; } = severity;

    public RuleFamily Family { get; } = (RuleFamily)CharUnicodeInfo.GetDecimalDigitValue(id[2]);

    /// <summary>The class's name in small letters with hyphens, for people and for configuration.</summary>
    public string Name => WordStart.Replace(GetType().Name, "-$0").ToLowerInvariant();

    public RulePage Page => RulePage.Of(GetType());

    /// <summary>What it cannot do without, in the words in which a snapshot says what it could not see.</summary>
    public virtual ImmutableArray<string> Needs => [];

    /// <summary>What is wrong.</summary>
    public abstract IEnumerable<Finding> Find(AuditSubject subject);

    /// <summary>What may be wrong, and cannot be told.</summary>
    public virtual IEnumerable<Undecided> Doubt(AuditSubject subject) => [];

    protected Finding At(AuditObject @object, string message, string? fix = null, string part = "") =>
        new()
        {
            Rule = this,
            Object = @object,
            Message = message,
            Fix = fix,
            Part = part,
        };

    [GeneratedRegex("(?<!^)[A-Z]", RegexOptions.None, 1000)]
    private static partial Regex WordStart { get; }
}
