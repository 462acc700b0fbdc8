using Npgsql;

namespace Ringfence.Testing.Server;

/// <summary>
/// A backup of a running cluster, while its files are copied: begun and ended on one connection (chapter 25.3). Not by
/// <c>pg_basebackup</c>, which not every set of binaries has.
/// </summary>
internal sealed class BaseBackup : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly int _major;

    private BaseBackup(NpgsqlConnection connection, int major, string dataFolder)
    {
        _connection = connection;
        _major = major;
        DataFolder = dataFolder;
    }

    /// <summary>What is to be copied.</summary>
    public string DataFolder { get; }

    public static async Task<BaseBackup> BeginAsync(
        string connectionString,
        int major,
        string dataFolder,
        CancellationToken cancellationToken
    )
    {
        var backup = new BaseBackup(new(connectionString), major, dataFolder);
        try
        {
            await backup._connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            // The replica asks for what was written from here on once it has started: that must still be there.
            await backup.ReadAsync("alter system set wal_keep_size = '1GB'", cancellationToken).ConfigureAwait(false);
            await backup.ReadAsync("select pg_reload_conf()::text", cancellationToken).ConfigureAwait(false);
            var begin = major < 15 ? "pg_start_backup('replica', true, false)" : "pg_backup_start('replica', true)";
            await backup.ReadAsync($"select {begin}::text", cancellationToken).ConfigureAwait(false);
            return backup;
        }
        catch
        {
            await backup.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends it, once all is copied, and returns what the copy's <c>backup_label</c> must hold.</summary>
    public async Task<string> EndAsync(CancellationToken cancellationToken)
    {
        var end = _major < 15 ? "pg_stop_backup(false, false)" : "pg_backup_stop(false)";
        return (await ReadAsync($"select b.labelfile from {end} as b", cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>A backup that was not ended ends with its connection.</summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task<string?> ReadAsync(string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, _connection);
        await using var _ = command.ConfigureAwait(false);
        return (string?)await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }
}
