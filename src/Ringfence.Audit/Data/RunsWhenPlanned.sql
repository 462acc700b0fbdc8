-- Whether planning a read of the tables, or of what inherits from them, may run what somebody made: the server works out
-- constants in the expressions of indexes, checks, partition keys, statistics and virtual columns while it plans, as whoever reads.
with recursive part as (
    select t.oid from unnest($1::oid[]) as t (oid)
    union
    select i.inhrelid from part as p join pg_inherits as i on i.inhparent = p.oid
),
owner as (
    select 'pg_class'::regclass as classid, p.oid from part as p
    union all
    select 'pg_class'::regclass, x.indexrelid from part as p join pg_index as x on x.indrelid = p.oid
    union all
    select 'pg_constraint'::regclass, c.oid from part as p join pg_constraint as c on c.conrelid = p.oid
    union all
    select 'pg_statistic_ext'::regclass, s.oid from part as p join pg_statistic_ext as s on s.stxrelid = p.oid
    union all
    select 'pg_attrdef'::regclass, d.oid
    from part as p
    join pg_attribute as a on a.attrelid = p.oid and a.attgenerated = 'v'
    join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
)
select exists (
    select
    from owner as o
    join pg_depend as d on d.classid = o.classid and d.objid = o.oid
    -- The first oid that is not the system's.
    where d.refclassid in ('pg_proc'::regclass, 'pg_operator'::regclass) and d.refobjid >= 16384
)
