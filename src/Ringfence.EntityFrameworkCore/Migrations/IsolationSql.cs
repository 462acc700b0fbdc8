using Ringfence.EntityFrameworkCore.Migrations.Operations;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Contract;
using Ringfence.Sql;

namespace Ringfence.EntityFrameworkCore.Migrations;

/// <summary>
/// The SQL that puts policies on tables and takes them off. It learns the roles, and what it must refuse, when it runs.
/// </summary>
internal static class IsolationSql
{
    private static readonly string Facts = SqlResource.Read(typeof(TableProtector), "TableFacts");
    private static readonly string Powers = SqlResource.Read(typeof(TableProtector), "TablePowers");

    /// <summary>Places of <c>format</c>, in the order of <see cref="Names"/>.</summary>
    private static readonly TenantTableStatements Statements = new(
        new("%1$s"),
        new("%2$s"),
        new("%3$s"),
        new("%4$s"),
        new("%5$s")
    );

    private const string Names =
        "f.oid::regclass, quote_ident(f.schema), quote_ident(tenant_column), quote_ident(c.application_role),"
        + " quote_ident(c.admin_role)";

    /// <summary>What is done with each table, once nothing speaks against it.</summary>
    private static readonly string Isolate = Ddl.Text(
        $"""
                begin
        {new SqlQuoted(Lines(Statements.Column, 12))}
                exception when not_null_violation then
                    raise exception using errcode = '23502', message = format('Ringfence: table %s has rows of which'
                        ' column %I does not say whose they are', tables[n], tenant_column),
                        hint = 'Fill it before with AcrossTenants, in this migration or an earlier one.';
                end;
        {new SqlQuoted(Lines(Statements.Policy, 8))}
                if not (has_schema_privilege(c.application_role, f.schema, 'usage')
                    and has_schema_privilege(c.admin_role, f.schema, 'usage'))
                then
        {new SqlQuoted(Lines([Statements.UseSchema], 12))}
                end if;
                if f.policy_column is null and resumed[n] = 'no' then
        {new SqlQuoted(Lines(Statements.Privileges, 12))}
                else
        {new SqlQuoted(Lines([Statements.Unstoppable], 12))}
                end if;
                foreach part in array f.sequences loop
        {new SqlQuoted(Lines([Statements.UseSequence(new("%6$s"))], 12, ", part"))}
                end loop;
                foreach part in array f.partitions loop
        {new SqlQuoted(Lines(Statements.ClosePartition(new("%6$s")), 12, ", part"))}
                end loop;

                execute powers into reason using table_oids[n], c.application_role;
                if reason is not null then
                    raise exception using message = format('Ringfence: table %s cannot be'
                        ' isolated: %s, which %I is a member of and policies do not stop', tables[n], reason,
                        c.application_role);
                end if;
        """
    );

    /// <summary>One block for all, as they follow each other at the end of a migration.</summary>
    /// <param name="operations">The tables. One that has its policy already keeps its privileges, too.</param>
    /// <param name="resumes">The policy of one was taken off in this migration, and its privileges were not.</param>
    public static string Enable(
        IEnumerable<EnableTenantIsolationOperation> operations,
        Func<EnableTenantIsolationOperation, bool> resumes
    )
    {
        var tables = operations.ToList();
        return SqlLines.Block(
            Ddl.Text(
                $"""
                declare
                    called_path text := pg_catalog.current_setting('search_path');
                    {new SqlQuoted(LockTimeout.Declaration)}
                    tables text[] := {SqlLines.Array(tables.Select(table => Quoted(table.Schema, table.Table)))};
                    columns text[] := {SqlLines.Array(tables.Select(table => table.Column))};
                    resumed text[] := {SqlLines.Array(tables.Select(table => resumes(table) ? "yes" : "no"))};
                    facts text := pg_catalog.{SqlLines.Text(Facts)};
                    powers text := pg_catalog.{SqlLines.Text(Powers)};
                    table_oids oid[] := '{new SqlQuoted("{}")}';
                    tenant_column text;
                    reason text;
                    part text;
                    c record;
                    f record;
                begin
                    for n in 1 .. pg_catalog.cardinality(tables) loop
                        table_oids[n] := pg_catalog.to_regclass(tables[n]);
                    end loop;
                    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
                    {new SqlQuoted(LockTimeout.Set)}
                    {new SqlQuoted(ReadContract)}
                    for n in 1 .. cardinality(tables) loop
                        tenant_column := columns[n];
                        execute facts into f using table_oids[n], tenant_column, c.application_role;
                {new SqlQuoted(Refuse)}

                {new SqlQuoted(Isolate)}
                    end loop;
                    {new SqlQuoted(LockTimeout.GiveBack)}
                    perform set_config('search_path', called_path, true);
                end
                """
            )
        );
    }

    /// <summary>What it revokes would reach all tenants' rows as soon as the policy is gone.</summary>
    /// <param name="operation">The table.</param>
    /// <param name="resumes">
    /// The policy comes back in the same migration: until then nobody but the owner reaches the rows.
    /// </param>
    public static string Disable(DisableTenantIsolationOperation operation, bool resumes) =>
        SqlLines.Block(
            Ddl.Text(
                $"""
                declare
                    called_path text := pg_catalog.current_setting('search_path');
                    {new SqlQuoted(LockTimeout.Declaration)}
                    table_name text := {new SqlLiteral(Quoted(operation.Schema, operation.Table))};
                    tenant_column text := {new SqlLiteral(operation.Column)};
                    table_oid oid := pg_catalog.to_regclass(table_name);
                    facts text := pg_catalog.{SqlLines.Text(Facts)};
                    part text;
                    reacher text;
                    c record;
                    f record;
                begin
                    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
                    {new SqlQuoted(LockTimeout.Set)}
                    {new SqlQuoted(ReadContract)}
                    execute facts into f using table_oid, tenant_column, c.application_role;
                    if f.oid is null then
                        raise exception using errcode = '42P01',
                            message = format('Ringfence: there is no table %s', table_name);
                    end if;

                    execute format('drop policy if exists {SqlName.Parse(
                    TenantTableStatements.PolicyName
                )} on %s', f.oid::regclass);
                    if exists (
                        select from pg_attrdef as d
                        join pg_attribute as a on a.attrelid = d.adrelid and a.attnum = d.adnum
                        where d.adrelid = f.oid and a.attname = tenant_column
                            and pg_get_expr(d.adbin, d.adrelid) = 'ringfence.tenant()'
                    ) then
                        execute format('alter table %s alter column %I drop default', f.oid::regclass, tenant_column);
                    end if;
                {new SqlQuoted(resumes ? Pause : Open)}
                    {new SqlQuoted(LockTimeout.GiveBack)}
                    perform set_config('search_path', called_path, true);
                end
                """
            )
        );

    /// <summary>As it is written, for <c>to_regclass</c>.</summary>
    public static string Quoted(string? schema, string table) =>
        schema is null ? SqlName.Parse(table).Quoted : new SqlTable(SqlName.Parse(schema), SqlName.Parse(table)).Quoted;

    /// <summary>What the command line refuses too.</summary>
    private const string Refuse = """
                reason := case
                    when f.oid is null then 'there is no such table'
                    when f.is_partition then 'it is a partition: name its parent, with which partitions are closed'
                    when f.kind not in ('r', 'p') then 'it is not an ordinary or partitioned table'
                    when f.has_inherited_children or f.is_inherited_child then
                        'it takes part in table inheritance, and a policy holds only for the table that is named'
                    when f.application_acts_as_owner then format(
                        'its owner %I is the application role or one that it is a member of, which can switch'
                        ' policies off', f.owner)
                    when f.application_owns_schema then
                        'its schema belongs to the application role or to one that it is a member of'
                    when f.column_type is null then format('it has no column %I', tenant_column)
                    when f.nondeterministic then format('column %I has a nondeterministic collation, by which two'
                        ' tenants may be equal', tenant_column)
                    when f.column_type <> c.tenant_type then format('column %I is of type %s and the database''s'
                        ' tenant ids are of type %s', tenant_column, f.column_type, c.tenant_type)
                    when cardinality(f.other_policies) > 0 then format('its permissive policy %I also lets rows'
                        ' through for %I: drop it, or make it restrictive', f.other_policies[1], c.application_role)
                    when f.policy_column <> tenant_column then format('it is a tenant table by column %I already:'
                        ' disable that first', f.policy_column)
                end;
                if reason is not null then
                    raise exception using
                        message = format('Ringfence: table %s cannot be isolated: %s', tables[n], reason);
                end if;
        """;

    private const string Pause = """
            foreach part in array array_append(f.partitions, f.oid::regclass::text) loop
                execute format('alter table %s no force row level security', part);
            end loop;
        """;

    private const string Open = """
            execute format('revoke all on table %s from public, %I, %I', f.oid::regclass, c.application_role, c.admin_role);
            foreach part in array f.sequences loop
                -- That another tenant table's column reads as well stays theirs.
                continue when exists (
                    select from pg_depend as d
                    join pg_attrdef as a on a.oid = d.objid and d.classid = 'pg_attrdef'::regclass
                    join pg_policy as p on p.polrelid = a.adrelid and p.polname = 'ringfence_tenant'
                    where d.refclassid = 'pg_class'::regclass and d.refobjid = part::regclass
                        and a.adrelid <> f.oid
                );
                execute format('revoke all on sequence %s from public, %I, %I', part, c.application_role, c.admin_role);
            end loop;
            foreach part in array array_append(f.partitions, f.oid::regclass::text) loop
                -- Another policy that is left there was not put there by a migration, and holds on.
                continue when exists (select from pg_policy as p where p.polrelid in (f.oid, part::regclass));
                select r.rolname::text into reacher
                from pg_roles as app
                join pg_roles as r on pg_has_role(app.oid, r.oid, 'member')
                where app.rolname = c.application_role
                    and (
                        has_table_privilege(r.oid, part::regclass,
                            'select, insert, update, delete, truncate, references, trigger')
                        or has_any_column_privilege(r.oid, part::regclass, 'select, insert, update, references')
                    )
                order by r.oid = app.oid, r.rolname
                limit 1;
                if reacher is not null then
                    raise exception using
                        message = format('Ringfence: table %s cannot be opened: %I has privileges on it, which %I is a member'
                            ' of and would reach the rows of all tenants by', part, reacher, c.application_role),
                        hint = format('Run: revoke all on table %s from %I', part, reacher);
                end if;
                execute format('alter table %s no force row level security', part);
                execute format('alter table %s disable row level security', part);
            end loop;
        """;

    /// <summary>The row, as <c>c</c>. The login must be able to read it, which the owner and its members are.</summary>
    private const string ReadContract = """
        begin
                select k.tenant_type, k.application_role::text, k.admin_role::text into strict c
                from ringfence.contract as k;
            exception when undefined_table or invalid_schema_name or no_data_found then
                raise exception using message = 'Ringfence: the database has no contract',
                    hint = 'Call InstallTenantContract before it, or run ringfence init.';
            when insufficient_privilege then
                raise exception using errcode = '42501',
                    message = format('Ringfence: role %I cannot read the contract: %s', current_user, sqlerrm),
                    hint = 'Migrate as the owner: with a member of the contract''s owner, or Options=-c role=ringfence_owner.';
            end;
        """;

    private static string Lines(IEnumerable<string> statements, int indent, string more = "") =>
        string.Join(
            '\n',
            statements.Select(statement =>
                $"{new string(' ', indent)}execute format({new SqlLiteral(statement.ReplaceLineEndings(" ")).Quoted}, {Names}{more});"
            )
        );
}
