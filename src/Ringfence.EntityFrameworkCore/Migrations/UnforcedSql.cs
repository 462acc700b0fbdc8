using Ringfence.Sql;

namespace Ringfence.EntityFrameworkCore.Migrations;

/// <summary>
/// The SQL around commands of EF Core that look at the rows of isolated tables as their owner, who sees none while the
/// policies are forced: an update would change nothing, and a foreign key would be validated against no rows.
/// </summary>
/// <remarks>PostgreSQL validates a new foreign key by a query of whoever adds it (<c>RI_Initial_Check</c>).</remarks>
internal static class UnforcedSql
{
    /// <summary>Of what <see cref="Lift"/> and <see cref="Restore"/> need.</summary>
    public const string Declarations = """
        found oid[] := '{}';
            lifted oid[] := '{}';
            part oid;
        """;

    /// <summary>
    /// Of the tables whose <c>oid</c> is among those of the variable <c>found</c>. A partition is looked at on its own, under
    /// its own switches, where a key is validated or a statement names it.
    /// </summary>
    public const string Lift = """
            lifted := array(
                select c.oid from pg_class as c
                where c.relforcerowsecurity and row_security_active(c.oid) and pg_has_role(c.relowner, 'usage')
                    and (
                        c.oid = any (found)
                        or exists (
                            select from unnest(found) as f(oid), pg_partition_tree(f.oid) as tree where tree.relid = c.oid
                        )
                    )
                order by c.oid
            );
            foreach part in array lifted loop
                execute format('alter table %s no force row level security', part::regclass);
            end loop;
        """;

    public const string Restore = """
            foreach part in array lifted loop
                execute format('alter table %s force row level security', part::regclass);
            end loop;
        """;

    /// <summary>Others wait at the tables until the transaction ends; an error undoes all of it with the block.</summary>
    /// <param name="tables">As they are written. Those that are not forced, or not the login's, stay as they are.</param>
    /// <param name="sql">The commands.</param>
    /// <param name="reach">Of which tables they look at rows.</param>
    public static string Run(IEnumerable<string> tables, string sql, UnforcedReach reach) =>
        SqlLines.Block(
            Ddl.Text(
                $"""
                declare
                    called_path text := pg_catalog.current_setting('search_path');
                    {new SqlQuoted(LockTimeout.Declaration)}
                    tables text[] := {SqlLines.Array(tables)};
                    statement text := pg_catalog.{SqlLines.Text(sql)};
                    {new SqlQuoted(Declarations)}
                begin
                    {new SqlQuoted(LockTimeout.Set)}
                    for n in 1 .. pg_catalog.cardinality(tables) loop
                        found[n] := pg_catalog.to_regclass(tables[n]);
                    end loop;
                    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
                {new SqlQuoted(reach == UnforcedReach.KeysToo ? FindKeys : "")}
                {new SqlQuoted(Lift)}

                    perform set_config('search_path', called_path, true);
                    execute statement;

                    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
                {new SqlQuoted(Restore)}
                    {new SqlQuoted(LockTimeout.GiveBack)}
                    perform set_config('search_path', called_path, true);
                end
                """
            )
        );

    private const string FindKeys = """
            found := found || array(
                select other.oid
                from pg_constraint as k
                cross join lateral (values (k.conrelid), (k.confrelid)) as other(oid)
                where k.contype = 'f' and (k.conrelid = any (found) or k.confrelid = any (found))
            );
        """;
}
