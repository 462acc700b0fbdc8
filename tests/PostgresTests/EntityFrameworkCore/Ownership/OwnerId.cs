namespace PostgresTests.EntityFrameworkCore.Ownership;

/// <summary>A tenant id of a user's own type, which has no operators.</summary>
internal readonly struct OwnerId(long value) : IEquatable<OwnerId>
{
    public long Value { get; } = value;

    public bool Equals(OwnerId other) => Value == other.Value;

    public override bool Equals(object? obj) => obj is OwnerId other && Equals(other);

    public override int GetHashCode() => Value.GetHashCode();
}
