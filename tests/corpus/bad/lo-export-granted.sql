reset role;
grant execute on function lo_export(oid, text) to ringfence_app;
-- finds: RF415 function pg_catalog.lo_export(oid, text)
