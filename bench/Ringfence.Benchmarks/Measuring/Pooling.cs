using Npgsql;

namespace Ringfence.Benchmarks.Measuring;

/// <summary>What all variants' connection strings say.</summary>
internal static class Pooling
{
    public static void Connect(NpgsqlConnectionStringBuilder connection, bool autoPrepare)
    {
        connection.MaxPoolSize = 8;
        connection.MaxAutoPrepare = autoPrepare ? 20 : 0;
        connection.AutoPrepareMinUsages = 2;
    }

    public static string With(string connectionString, Action<NpgsqlConnectionStringBuilder> connect)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        connect(connection);
        return connection.ConnectionString;
    }
}
