using Ringfence.Npgsql.Sessions;

namespace Ringfence.Npgsql.Facade;

/// <summary>
/// Named as the driver's class is: Dapper looks at the name alone to learn that the database takes arrays as
/// parameters.
/// </summary>
internal sealed class NpgsqlConnection : TenantConnection
{
    public NpgsqlConnection(TenantDataSource source, global::Npgsql.NpgsqlConnection inner)
        : base(source, inner) { }

    /// <summary>Lent: whoever has the inner connection closes it.</summary>
    public NpgsqlConnection(TenantDataSource source, global::Npgsql.NpgsqlConnection inner, ConnectionBinding binding)
        : base(source, inner, binding) { }
}
