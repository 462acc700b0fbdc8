select
    s.setrole as role,
    s.setdatabase as database,
    split_part(c.line, '=', 1) as name,
    substr(c.line, strpos(c.line, '=') + 1) as value
from pg_db_role_setting as s
cross join lateral unnest(s.setconfig) with ordinality as c (line, place)
where s.setdatabase = 0 or s.setdatabase = (select d.oid from pg_database as d where d.datname = current_database())
order by s.setdatabase, s.setrole, c.place
