using Npgsql;
using Ringfence.Contract;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Contract;
using Ringfence.Testing.Databases;

namespace Ringfence.Benchmarks.Measuring;

/// <summary>One database whose contract changes its binding between rounds, so that all bindings read the same tables.</summary>
internal sealed class ChangingContract(TestDatabase database) : IAsyncDisposable
{
    private readonly Dictionary<Ringfence.Binding, string?> _secrets = [];
    private TenantDataSource? _source;
    private Ringfence.Binding? _now;

    /// <summary>Connections under this binding; those under another are closed.</summary>
    public async Task<TenantDataSource> UseAsync(Ringfence.Binding binding)
    {
        if (_source is not null && _now == binding)
        {
            return _source;
        }

        await DisposeAsync();
        var installation = await ContractInstaller.InstallAsync(
            database.Superuser,
            new ContractOptions { Binding = binding, ReplaceBinding = true }
        );
        _secrets[binding] = installation.Secret ?? _secrets.GetValueOrDefault(binding);
        _now = binding;
        _source = TenantDataSource.Create(
            new NpgsqlConnectionStringBuilder(database.ApplicationConnectionString)
            {
                CommandTimeout = 0,
            }.ConnectionString,
            new()
            {
                Binding = binding,
                SigningKey = binding == Ringfence.Binding.Signed ? _secrets[binding] : null,
                Password = binding == Ringfence.Binding.Password ? _secrets[binding] : null,
            }
        );
        return _source;
    }

    public async ValueTask DisposeAsync()
    {
        if (_source is not null)
        {
            await _source.DisposeAsync();
            _source = null;
        }
    }
}
