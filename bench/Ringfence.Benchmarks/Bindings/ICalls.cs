namespace Ringfence.Benchmarks.Bindings;

/// <summary>How a program calls the database on a connection that it has rented.</summary>
internal interface ICalls
{
    Task PointSelectAsync(Rented rented, Row row);

    Task ReadTwentyAsync(Rented rented, Row row);

    Task InsertAsync(Rented rented, Row row);

    /// <summary>Inserts a hundred rows by a statement each, in one transaction.</summary>
    Task BatchAsync(Rented rented, Row row);

    Task UpdateAsync(Rented rented, Row row);
}
