using System.Collections.Immutable;
using Ringfence.Sql;

namespace Ringfence.Npgsql.Contract;

/// <summary>
/// The statements that make a table one of tenants. The names come as they are written: quoted, or as places of
/// PostgreSQL's <c>format</c>, where a script learns them when it runs.
/// </summary>
internal sealed class TenantTableStatements(
    SqlQuoted table,
    SqlQuoted schema,
    SqlQuoted column,
    SqlQuoted application,
    SqlQuoted admin
)
{
    public const string PolicyName = "ringfence_tenant";

    /// <summary>For a column that is there already: the database fills it in from now on.</summary>
    public ImmutableArray<string> Column =>
        [
            Ddl.Text($"alter table {table} alter column {column} set default ringfence.tenant()"),
            Ddl.Text($"alter table {table} alter column {column} set not null"),
        ];

    public ImmutableArray<string> Policy =>
        [
            Ddl.Text($"alter table {table} enable row level security"),
            Ddl.Text($"alter table {table} force row level security"),
            Ddl.Text($"drop policy if exists {Name} on {table}"),
            Ddl.Text(
                $"""
                create policy {Name} on {table} to {application}
                    using ({column} = (select ringfence.tenant()))
                    with check ({column} = (select ringfence.tenant()))
                """
            ),
        ];

    public string UseSchema => Ddl.Text($"grant usage on schema {schema} to {application}, {admin}");

    public ImmutableArray<string> Privileges =>
        [
            Ddl.Text($"revoke all on table {table} from public, {application}, {admin}"),
            Ddl.Text($"grant select, insert, update, delete on table {table} to {application}, {admin}"),
        ];

    /// <summary>For a table that has its policy already: what no policy stops.</summary>
    public string Unstoppable =>
        Ddl.Text($"revoke truncate, references, trigger on table {table} from public, {application}, {admin}");

    public string UseSequence(SqlQuoted sequence) =>
        Ddl.Text($"grant usage on sequence {sequence} to {application}, {admin}");

    /// <summary>A partition that is named itself is read around its parent's policy.</summary>
    public ImmutableArray<string> ClosePartition(SqlQuoted partition) =>
        [
            Ddl.Text($"revoke all on table {partition} from public, {application}"),
            Ddl.Text($"alter table {partition} enable row level security"),
            Ddl.Text($"alter table {partition} force row level security"),
        ];

    private static SqlName Name => SqlName.Parse(PolicyName);
}
