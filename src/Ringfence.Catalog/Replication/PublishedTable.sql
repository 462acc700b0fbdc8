-- Filter and columns are there since 15.
select
    p.oid as publication,
    c.oid as table_oid,
    to_jsonb(t) ->> 'rowfilter' as row_filter,
    array(select jsonb_array_elements_text(
        case jsonb_typeof(to_jsonb(t) -> 'attnames') when 'array' then to_jsonb(t) -> 'attnames' else '[]' end
    )) as columns
from pg_publication_tables as t
join pg_publication as p on p.pubname = t.pubname
join pg_namespace as n on n.nspname = t.schemaname
join pg_class as c on c.relnamespace = n.oid and c.relname = t.tablename
order by p.oid, c.oid
