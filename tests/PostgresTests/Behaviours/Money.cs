namespace PostgresTests.Behaviours;

/// <summary>A type that only its handler knows.</summary>
internal sealed record Money(long Cents);
