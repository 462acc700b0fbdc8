namespace Ringfence.Contract;

/// <summary>
/// Marks the routines that a login may call: a comment that starts with <c>public:</c> is what the grants go by.
/// </summary>
internal static class Routine
{
    public static string Public(string signature, string comment) =>
        $"comment on routine {signature} is 'public: {comment}'";
}
