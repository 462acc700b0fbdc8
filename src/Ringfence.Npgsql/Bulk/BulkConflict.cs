namespace Ringfence.Npgsql.Bulk;

/// <summary>What becomes of a row whose key exists.</summary>
public enum BulkConflict
{
    /// <summary>The insert fails, and no row is inserted.</summary>
    Fail,

    /// <summary>
    /// The row is left out (<c>on conflict do nothing</c>), and not counted. So it is where the existing row is another
    /// tenant's, by a key that does not carry the tenant: the count then tells that somebody has that key.
    /// </summary>
    DoNothing,
}
