namespace Ringfence.Audit.Subjects;

/// <summary>Whether the contract binds by stamps.</summary>
internal static class Stamps
{
    /// <summary>Only one with stamps has the function.</summary>
    public static bool HasStamps(this AuditSubject subject) =>
        subject.Snapshot.Functions.Any(one => one is { Schema: "ringfence", Name: "session_tenant", Arguments: "" });
}
