namespace Ringfence.Messages;

/// <summary>A text that is no message key. The text is not in the message.</summary>
public sealed class MessageKeyInvalidException()
    : RingfenceException(
        "RF1014",
        "The message key is not of the form rfm1.ID.SECRET. Give a text that MessageKey.Generate made; the database's"
            + " signing key does not serve."
    );
