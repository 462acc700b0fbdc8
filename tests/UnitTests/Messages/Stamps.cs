using Ringfence;
using Ringfence.Messages;

namespace UnitTests.Messages;

/// <summary>Stamps and reads one message of one queue.</summary>
internal static class Stamps
{
    public const string Queue = "invoices";
    public const string Id = "m-1";

    public static Dictionary<string, string> Stamped(
        this TenantHeader header,
        TenantId tenant,
        string queue = Queue,
        string id = Id,
        ReadOnlySpan<byte> content = default
    )
    {
        using var scope = TenantScope.Enter(tenant);
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        header.Inject(headers, queue, id, content);
        return headers;
    }

    public static TenantId Read(this TenantHeader header, Dictionary<string, string> headers) =>
        header.Extract(headers, Queue, Id);
}
