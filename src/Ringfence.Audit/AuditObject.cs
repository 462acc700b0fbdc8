namespace Ringfence.Audit;

/// <summary>What a finding is about.</summary>
/// <param name="Kind">The kind, as SQL's <c>alter</c> calls it: table, role, policy, server.</param>
/// <param name="Name">The name, qualified, and quoted where SQL wants it: <c>public."Order"</c>.</param>
internal sealed record AuditObject(string Kind, string Name)
{
    public override string ToString() => $"{Kind} {Name}";
}
