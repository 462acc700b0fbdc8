using System.Diagnostics;

namespace Ringfence.Messages;

/// <summary>A message's tenant header is not believed; nothing ran. What the header holds is not in the message.</summary>
/// <param name="fault">What is wrong with it.</param>
public sealed class TenantHeaderRefusedException(HeaderFault fault)
    : RingfenceException("RF1013", $"The message's header {TenantHeader.Name} is refused: {Text(fault)}")
{
    /// <summary>What is wrong with it.</summary>
    public HeaderFault Fault { get; } = fault;

    private static string Text(HeaderFault fault) =>
        fault switch
        {
            HeaderFault.Malformed => "it is not of the form that this service takes. Stamp it with the same options as"
                + " here, once.",
            HeaderFault.Forged => "its signature is not valid for this message in this queue. Compare the keys, the"
                + " queue's name and the message id on both sides; if they agree, somebody else wrote it.",
            HeaderFault.Expired => "it is older than MaxAge. Send the message again, or raise MaxAge.",
            HeaderFault.TooEarly => "it was signed in the future. Set the sender's clock, or this one.",
            _ => throw new UnreachableException(),
        };
}
