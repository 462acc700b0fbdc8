reset role;
select lo_from_bytea(4711, 'a contract');
alter large object 4711 owner to ringfence_app;
-- finds: nothing
