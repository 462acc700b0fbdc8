namespace Ringfence.Messages;

/// <summary>What is wrong with a message's tenant header.</summary>
public enum HeaderFault
{
    /// <summary>It is not of the form that is expected here, names no tenant of the database's type, or is there twice.</summary>
    Malformed,

    /// <summary>
    /// Its signature is of none of the keys, or was made for another tenant, queue, message, time or content.
    /// </summary>
    Forged,

    /// <summary>It was signed longer ago than is taken here.</summary>
    Expired,

    /// <summary>It was signed in the future, by more than clocks may differ.</summary>
    TooEarly,
}
