using System.Data.Common;
using Npgsql;

namespace Ringfence.Npgsql;

/// <summary>
/// What makes commands for a tenant-bound connection where only its base class is known: the driver's own would not take
/// the connection.
/// </summary>
internal sealed class TenantProviderFactory(TenantDataSource source) : DbProviderFactory
{
    public override bool CanCreateBatch => true;

    public override bool CanCreateCommandBuilder => NpgsqlFactory.Instance.CanCreateCommandBuilder;

    public override bool CanCreateDataAdapter => NpgsqlFactory.Instance.CanCreateDataAdapter;

    public override bool CanCreateDataSourceEnumerator => NpgsqlFactory.Instance.CanCreateDataSourceEnumerator;

    public override DbConnection CreateConnection() => source.CreateConnection();

    public override DbCommand CreateCommand() => new TenantCommand();

    public override DbBatch CreateBatch() => new TenantBatch();

    public override DbBatchCommand CreateBatchCommand() => new NpgsqlBatchCommand();

    public override DbParameter CreateParameter() => new NpgsqlParameter();

    public override DbConnectionStringBuilder CreateConnectionStringBuilder() => new NpgsqlConnectionStringBuilder();

    public override DbDataAdapter CreateDataAdapter() => new NpgsqlDataAdapter();

    public override DbCommandBuilder CreateCommandBuilder() => new NpgsqlCommandBuilder();

    public override DbDataSourceEnumerator? CreateDataSourceEnumerator() =>
        NpgsqlFactory.Instance.CreateDataSourceEnumerator();

    /// <summary>The one that the connection is of: a data source of another kind would not bind.</summary>
    public override DbDataSource CreateDataSource(string connectionString) => source;
}
