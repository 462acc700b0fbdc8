select
    p.oid,
    p.pubname::text as name,
    p.pubowner as owner,
    p.puballtables as has_all_tables,
    p.pubinsert as has_inserts,
    p.pubupdate as has_updates,
    p.pubdelete as has_deletes,
    p.pubtruncate as has_truncates,
    p.pubviaroot as is_via_root
from pg_publication as p
order by p.oid
