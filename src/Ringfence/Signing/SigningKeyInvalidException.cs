namespace Ringfence.Signing;

/// <summary>A text that is no signing key. The text is not in the message.</summary>
public sealed class SigningKeyInvalidException()
    : RingfenceException(
        "RF1004",
        "The signing key is not of the form rfk1.ID.SECRET. Give the text that 'ringfence init' or 'ringfence key"
            + " rotate' wrote."
    );
