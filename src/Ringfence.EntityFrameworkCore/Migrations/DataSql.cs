using Ringfence.EntityFrameworkCore.Migrations.Guard;
using Ringfence.EntityFrameworkCore.Migrations.Operations;
using Ringfence.Sql;

namespace Ringfence.EntityFrameworkCore.Migrations;

/// <summary>
/// The SQL around statements that change tenants' rows as the tables' owner, whom the forced policies let see none. An
/// error undoes all of it with the block; others wait at the tables until the transaction ends, and see none of it.
/// </summary>
internal static class DataSql
{
    private const string Declarations = """
        called_path text := pg_catalog.current_setting('search_path');
            called_role text := pg_catalog.current_setting('role');
            tables oid[];
            columns text[];
            defaults text[];
            forced boolean[];
            owner text;
            owners integer;
            owner_bypasses boolean;
            open_table text;
            hiding text;
            named oid[];
            marked oid[];
        """;

    /// <summary>As the statement would find them, along the caller's search path.</summary>
    private const string Resolve = """
        for n in 1 .. pg_catalog.cardinality(names) loop
                named[n] := pg_catalog.to_regclass(pg_catalog.format('%I', names[n]));
            end loop;
            for n in 1 .. pg_catalog.cardinality(touched) loop
                marked[n] := pg_catalog.to_regclass(touched[n]);
            end loop;
            perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
            for n in 1 .. cardinality(touched) loop
                if not exists (select from pg_class as k where k.oid = marked[n] and k.relkind in ('r', 'p')) then
                    raise exception using
                        message = format('Ringfence: the comment "touches" of a statement names %s, which is no table',
                            touched[n]),
                        hint = 'It holds names of tables alone, with commas between them: -- touches "Orders", sales.invoices';
                end if;
            end loop;
            named := array(
                select k.oid from pg_class as k join pg_namespace as s on s.oid = k.relnamespace
                where k.relkind in ('r', 'p') and (k.oid = any (named) or exists (
                    select from unnest(schemas, schema_names) as q(schema_name, name)
                    where q.schema_name = s.nspname and q.name = k.relname
                ))
            );
        """;

    /// <summary>
    /// The tenant tables among those that the statement names, with what is given back to them afterwards. A partition is
    /// closed by its parent's policy, and has none of its own.
    /// </summary>
    private const string FindTables = """
        select array_agg(t.oid order by t.oid), array_agg(t.column_name order by t.oid),
                array_agg(t.default_text order by t.oid), array_agg(t.relforcerowsecurity order by t.oid),
                min(t.owner), count(distinct t.owner), bool_or(t.owner_bypasses),
                min(t.table_name) filter (where not t.relrowsecurity), min(t.hiding)
            into tables, columns, defaults, forced, owner, owners, owner_bypasses, open_table, hiding
            from (
                select k.oid, k.oid::regclass::text as table_name, a.attname::text as column_name,
                    pg_get_expr(d.adbin, d.adrelid) as default_text, k.relrowsecurity, k.relforcerowsecurity,
                    r.rolname::text as owner, r.rolsuper or r.rolbypassrls as owner_bypasses,
                    (
                        select min(format('restrictive policy %I of table %s', o.polname, k.oid::regclass))
                        from pg_policy as o
                        where o.polrelid = k.oid and not o.polpermissive and exists (
                            select from unnest(o.polroles) as m(oid) where m.oid = 0 or pg_has_role(r.oid, m.oid, 'usage')
                        )
                    ) as hiding
                from pg_class as k
                join pg_roles as r on r.oid = k.relowner
                cross join lateral (
                    select p.oid, p.polrelid from pg_policy as p
                    where p.polname = 'ringfence_tenant' and (p.polrelid = k.oid
                        or p.polrelid in (select b.relid::oid from pg_partition_ancestors(k.oid) as b(relid)))
                    order by p.polrelid <> k.oid limit 1
                ) as p
                join pg_attribute as c on c.attrelid = p.polrelid and c.attnum = (
                    select min(e.refobjsubid) from pg_depend as e
                    where e.classid = 'pg_policy'::regclass and e.objid = p.oid and e.refclassid = 'pg_class'::regclass
                        and e.refobjid = p.polrelid and e.refobjsubid > 0
                )
                join pg_attribute as a on a.attrelid = k.oid and a.attname = c.attname
                left join pg_attrdef as d on d.adrelid = k.oid and d.adnum = a.attnum
                where k.oid = any (named)
            ) as t;
        """;

    private const string BecomeOwner = """
        if owners > 1 then
                raise exception using
                    message = 'Ringfence: the tables that the statement names have several owners',
                    hint = 'Give them to one, or write a statement for the tables of each.';
            end if;
            if owner <> current_user then
                execute format('set local role %I', owner);
            end if;
        """;

    private const string GiveBack = """
        perform set_config('role', called_role, true);
            perform set_config('search_path', called_path, true);
        """;

    public static string ForEachTenant(ForEachTenantOperation operation) =>
        SqlLines.Block(
            Ddl.Text(
                $"""
                declare
                    {new SqlQuoted(Declarations)}
                    statement text := pg_catalog.{SqlLines.Text(operation.Sql)};
                    {Names(operation.Sql)}
                    called_security text := pg_catalog.current_setting('row_security');
                    {new SqlQuoted(LockTimeout.Declaration)}
                    migrating text := 'nullif(current_setting(''ringfence.migrating'', true), '''')::';
                    kept oid[];
                    failure text;
                    tenants text[];
                    found_tenants text[];
                    one_tenant text;
                begin
                    {new SqlQuoted(LockTimeout.Set)}
                {new SqlQuoted(LetOneTenantThrough)}
                    {new SqlQuoted(LockTimeout.GiveBack)}
                    perform set_config('row_security', 'on', true);
                    perform set_config('search_path', called_path, true);
                    begin
                        for one_tenant in
                            select distinct t.id from pg_catalog.unnest(tenants) as t(id) order by t.id
                        loop
                            perform pg_catalog.set_config('ringfence.migrating', one_tenant, true);
                            execute statement;
                            -- While this tenant's rows are seen; and a table with pending events cannot be altered.
                            set constraints all immediate;
                        end loop;
                    exception when trigger_protocol_violated then
                        get stacked diagnostics failure = message_text;
                        perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
                        if strpos(failure, 'suppress_redundant_updates_trigger') = 0 then
                            raise;
                        end if;
                        raise exception using errcode = '0A000', message =
                            'Ringfence: the statement of ForEachTenant would truncate a table for all tenants',
                            hint = 'Write delete from for the rows of each, or truncate by Sql.';
                    end;

                    {new SqlQuoted(LockTimeout.Set)}
                {new SqlQuoted(LetNobodyThrough)}
                    {new SqlQuoted(LockTimeout.GiveBack)}
                    {new SqlQuoted(GiveBack)}
                end
                """
            )
        );

    public static string AcrossTenants(AcrossTenantsOperation operation) =>
        SqlLines.Block(
            Ddl.Text(
                $"""
                declare
                    {new SqlQuoted(Declarations)}
                    reason text := {SqlLines.Literal(operation.Reason)};
                    statement text := pg_catalog.{SqlLines.Text(operation.Sql)};
                    {Names(operation.Sql)}
                    {new SqlQuoted(UnforcedSql.Declarations)}
                    {new SqlQuoted(LockTimeout.Declaration)}
                begin
                    {new SqlQuoted(LockTimeout.Set)}
                    {new SqlQuoted(Resolve)}
                {new SqlQuoted(Record)}
                    if cardinality(named) = 0 then
                        raise exception using
                            message = 'Ringfence: the statement of AcrossTenants names no table',
                            hint = 'Name each table that a function in it touches in a comment: -- touches "Orders"';
                    end if;
                    {new SqlQuoted(FindTables)}
                    if cardinality(tables) > 0 and not exists (
                        select from pg_roles as r where r.rolname = current_user and (r.rolsuper or r.rolbypassrls)
                    ) then
                        {new SqlQuoted(BecomeOwner)}
                        found := tables;
                {new SqlQuoted(UnforcedSql.Lift)}
                    end if;

                    {new SqlQuoted(LockTimeout.GiveBack)}
                    perform set_config('search_path', called_path, true);
                    execute statement;
                    -- A table with pending events of triggers cannot be altered.
                    set constraints all immediate;

                    {new SqlQuoted(LockTimeout.Set)}
                    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
                {new SqlQuoted(UnforcedSql.Restore)}
                    {new SqlQuoted(LockTimeout.GiveBack)}
                    {new SqlQuoted(GiveBack)}
                end
                """
            )
        );

    /// <summary>What the statement names, for <see cref="Resolve"/>: with a schema, and without.</summary>
    private static SqlQuoted Names(string sql)
    {
        var named = NamedTables.In(sql);
        var plain = named.All.Where(table => table.Schema is null).Select(table => table.Name);
        var inSchemas = named.All.Where(table => table.Schema is not null).ToList();
        var touched = named.Marked.Select(table => IsolationSql.Quoted(table.Schema, table.Name));
        return new(
            Ddl.Text(
                $"""
                names text[] := {SqlLines.Array(plain)}::text[];
                    schemas text[] := {SqlLines.Array(inSchemas.Select(table => table.Schema!))}::text[];
                    schema_names text[] := {SqlLines.Array(inSchemas.Select(table => table.Name))}::text[];
                    touched text[] := {SqlLines.Array(touched)}::text[];
                """
            )
        );
    }

    /// <summary>
    /// A policy for the owner alone, and the column's default, both by a setting that holds for this transaction: they
    /// need neither key nor password, under any binding.
    /// </summary>
    private const string LetOneTenantThrough = $"""
            {Resolve}
            {FindTables}
            if tables is null then
                raise exception using
                    message = 'Ringfence: the statement of ForEachTenant names no tenant table',
                    hint = 'Name each tenant table that it touches, in a comment where a function does: -- touches "Orders"';
            end if;
            if open_table is not null then
                raise exception using message = format('Ringfence: row-level security of table %s is switched off, so'
                    ' that a statement for one tenant would reach the rows of all', open_table),
                    hint = 'Call EnableTenantIsolation before it.';
            end if;
            if hiding is not null then
                raise exception using message = format('Ringfence: the %s hides rows from a statement for one tenant',
                    hiding), hint = 'It holds for the owner, who is a member of the application role: drop it before and create'
                        ' it again after the statement, or write AcrossTenants.';
            end if;
            if owner_bypasses then
                raise exception using message = format('Ringfence: %I owns the tables and bypasses'
                    ' policies, so that a statement for one tenant would reach the rows of all', owner),
                    hint = 'Give the tables to a role that is neither a superuser nor bypassrls.';
            end if;

            -- The contract is its owner's, who may be another than the tables'.
            select migrating || k.tenant_type into strict migrating from ringfence.contract as k;
            select array_agg(t.id::text) into tenants from ringfence.registered_tenant as t where t.state <> 'deleted';
            {BecomeOwner}
            for n in 1 .. cardinality(tables) loop
                execute format('alter table %s no force row level security', tables[n]::regclass);
                execute format('select array_agg(distinct t.%I::text) from %s as t', columns[n], tables[n]::regclass)
                    into found_tenants;
                tenants := tenants || found_tenants;
                execute format('alter table %s force row level security', tables[n]::regclass);
                execute format('create policy ringfence_migration on %1$s to %2$I using (%3$I = %4$s) with check (%3$I = %4$s)',
                    tables[n]::regclass, owner, columns[n], migrating);
                -- Another policy may let the owner through.
                execute format('create policy ringfence_migration_only on %1$s as restrictive to %2$I using (%3$I = %4$s)'
                    ' with check (%3$I = %4$s)', tables[n]::regclass, owner, columns[n], migrating);
                -- Partitions have defaults of their own.
                execute format('alter table only %s alter column %I set default %s', tables[n]::regclass, columns[n],
                    migrating);
            end loop;
            -- No policy stops truncate. PostgreSQL's own function refuses whatever is no update.
            kept := array(
                select c.oid from pg_class as c
                where c.relkind in ('r', 'p') and pg_has_role(c.relowner, 'usage') and (c.oid = any (tables) or exists (
                    select from unnest(tables) as t(oid), pg_partition_tree(t.oid) as tree where tree.relid = c.oid
                ))
                order by c.oid
            );
            for n in 1 .. cardinality(kept) loop
                execute format('create trigger ringfence_migration before truncate on %s for each statement'
                    ' execute function pg_catalog.suppress_redundant_updates_trigger()', kept[n]::regclass);
            end loop;
        """;

    private const string LetNobodyThrough = """
            perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
            perform set_config('ringfence.migrating', '', true);
            perform set_config('row_security', called_security, true);
            for n in 1 .. cardinality(kept) loop
                execute format('drop trigger ringfence_migration on %s', kept[n]::regclass);
            end loop;
            for n in 1 .. cardinality(tables) loop
                execute format('drop policy ringfence_migration on %s', tables[n]::regclass);
                execute format('drop policy ringfence_migration_only on %s', tables[n]::regclass);
                execute format('alter table only %s alter column %I ', tables[n]::regclass, columns[n])
                    || coalesce('set default ' || defaults[n], 'drop default');
                if not forced[n] then
                    execute format('alter table %s no force row level security', tables[n]::regclass);
                end if;
            end loop;
        """;

    private const string Record = """
            raise log 'Ringfence: a migration of % crosses tenants: %', session_user, reason;
            if exists (
                select from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
                where n.nspname = 'ringfence' and p.proname = 'admin_open'
                    and has_schema_privilege(n.oid, 'usage') and has_function_privilege(p.oid, 'execute')
            ) then
                perform ringfence.admin_open(reason, 'migration of ' || session_user, read_write => true);
            else
                raise exception using errcode = '42501', message = format('Ringfence: role %I cannot record in'
                    ' ringfence.admin_log why it crosses tenants', current_user),
                    hint = 'Migrate as a member of the contract''s owner, after ringfence init or InstallTenantContract.';
            end if;
        """;
}
