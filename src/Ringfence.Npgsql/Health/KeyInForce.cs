namespace Ringfence.Npgsql.Health;

/// <summary>The newest key or password of the database that is valid.</summary>
/// <param name="Id">Which one; null where none is valid.</param>
/// <param name="CreatedAt">Since when there is it.</param>
/// <param name="NotAfter">When it ends; null for never.</param>
/// <param name="Valid">How many are valid.</param>
internal sealed record KeyInForce(string? Id, DateTimeOffset? CreatedAt, DateTimeOffset? NotAfter, int Valid);
