using Ringfence.Audit.Predicates;

namespace Ringfence.Audit.Subjects;

/// <summary>The judge of one table. Mostly the same policies hold for every role and command, and are judged once.</summary>
internal sealed class JudgedOnce(PredicateJudge judge)
{
    private readonly Dictionary<string, Judgement> _judgements = new(StringComparer.Ordinal);

    public Judgement Judge(EffectivePredicate predicate)
    {
        // Whether it is permissive is the policy's, but not its text, which may be that of its check.
        var key = string.Join('\0', predicate.Parts.Select(part => $"{part.Policy.Oid}\0{part.Text}"));
        if (!_judgements.TryGetValue(key, out var judgement))
        {
            judgement = judge.Judge(predicate);
            _judgements[key] = judgement;
        }

        return judgement;
    }
}
