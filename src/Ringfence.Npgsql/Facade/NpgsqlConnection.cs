namespace Ringfence.Npgsql.Facade;

/// <summary>
/// Named as the driver's class is: Dapper looks at the name alone to learn that the database takes arrays as
/// parameters.
/// </summary>
internal sealed class NpgsqlConnection(TenantDataSource source, global::Npgsql.NpgsqlConnection inner)
    : TenantConnection(source, inner);
