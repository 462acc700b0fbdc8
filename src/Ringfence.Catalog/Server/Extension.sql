select e.oid, e.extname::text as name, e.extowner as owner, e.extnamespace as schema_oid, e.extversion as version
from pg_extension as e
order by e.oid
