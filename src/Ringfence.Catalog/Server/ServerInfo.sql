select
    current_setting('server_version_num')::integer as version,
    current_setting('server_version') as version_text,
    pg_is_in_recovery() as is_standby,
    now() as read_at,
    d.oid as database_oid,
    d.datname::text as database,
    d.datdba as database_owner,
    pg_encoding_to_char(d.encoding) as encoding,
    d.datcollate::text as collation,
    d.datctype::text as character_type,
    coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') as locale,
    r.oid as reader_oid,
    r.rolname::text as reader,
    r.rolsuper as reader_is_superuser,
    r.rolbypassrls as reader_bypasses_policies,
    pg_has_role('pg_read_all_settings', 'usage') as reader_sees_settings,
    pg_get_viewdef('pg_stats_ext'::regclass) like '%pg_has_role%'
        and pg_get_viewdef('pg_stats_ext_exprs'::regclass) like '%pg_has_role%' as extended_statistics_are_hidden
from pg_database as d
join pg_roles as r on r.rolname = current_user
where d.datname = current_database()
