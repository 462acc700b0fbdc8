namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>With what a behaviour is done.</summary>
public enum Variant
{
    /// <summary>EF Core alone, on tables without policies.</summary>
    Plain,

    /// <summary><c>UseRingfence</c>, with a model that knows no tenant.</summary>
    Signed,

    /// <inheritdoc cref="Signed"/>
    Setting,

    /// <inheritdoc cref="Signed"/>
    Password,

    /// <summary><c>UseRingfence</c> under the signed binding, with a model that declares the tenants' types.</summary>
    Declared,
}
