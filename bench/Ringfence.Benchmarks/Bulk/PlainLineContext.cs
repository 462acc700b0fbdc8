using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Ringfence.Benchmarks.Bulk;

/// <summary>No policy holds its rows.</summary>
internal sealed class PlainLineContext(NpgsqlDataSource source) : LineContext("bare_line")
{
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseNpgsql(source);
}
