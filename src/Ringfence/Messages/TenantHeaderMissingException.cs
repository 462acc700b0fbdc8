namespace Ringfence.Messages;

/// <summary>A message does not say which tenant it is for; nothing ran.</summary>
public sealed class TenantHeaderMissingException()
    : RingfenceException(
        "RF1012",
        $"The message has no header {TenantHeader.Name}. Whoever sends it must stamp it, with the tenant in scope; put it"
            + " aside, it is nobody's."
    );
