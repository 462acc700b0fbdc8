reset role;
grant execute on function lo_get(oid) to ringfence_app;
select lo_from_bytea(4711, 'a contract');
alter large object 4711 owner to ringfence_owner;
grant select on large object 4711 to public;
-- finds: RF215 large objects of ringfence_owner
