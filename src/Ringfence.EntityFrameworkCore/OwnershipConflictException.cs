namespace Ringfence.EntityFrameworkCore;

/// <summary>What the model says of whose rows are whose contradicts itself.</summary>
public sealed class OwnershipConflictException : RingfenceException
{
    internal OwnershipConflictException(string message)
        : base("RF7004", message) { }
}
