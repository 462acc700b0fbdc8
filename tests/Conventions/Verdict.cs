namespace Conventions;

internal static class Verdict
{
    /// <summary>Fails with every violation, a line each: <c>Assert.Empty</c> shows only the first few.</summary>
    public static void Clean(IEnumerable<string> violations)
    {
        var found = violations.ToList();
        if (found.Count > 0)
        {
            Assert.Fail($"{found.Count} violation(s) of the house style:\n{string.Join('\n', found)}");
        }
    }
}
