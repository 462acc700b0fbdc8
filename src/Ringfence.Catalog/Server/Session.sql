-- Who is connected as what: a pooler gives itself away by its name, one login for everything by its many names.
select a.usesysid as role, coalesce(a.application_name, '') as application, count(*) as sessions
from pg_stat_activity as a
where a.datname = current_database() and a.usesysid is not null and a.pid <> pg_backend_pid()
group by a.usesysid, coalesce(a.application_name, '')
order by a.usesysid, application
