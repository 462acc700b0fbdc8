reset role;
grant execute on function lo_get(oid) to ringfence_app;
select lo_from_bytea(4711, 'a contract');
alter large object 4711 owner to ringfence_owner;
-- setting: lo_compat_privileges on
-- finds: RF215 large objects of ringfence_owner
