namespace PostgresTests.Catalog;

/// <summary>
/// A small schema and the map of it: a line a table, its class, and the tenant column or the tables on its way. Views are told
/// by what they read.
/// </summary>
/// <param name="Name">What it is about.</param>
/// <param name="Sql">Makes it.</param>
/// <param name="Root">The root that is proposed; empty where none is.</param>
/// <param name="Map">What is expected.</param>
public sealed record MapSchema(string Name, string Sql, string Root, string Map)
{
    /// <summary>For the test's name.</summary>
    public override string ToString() => Name;
}
