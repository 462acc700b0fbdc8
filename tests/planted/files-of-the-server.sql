-- finds: RF415 function pg_catalog.pg_read_file(text)
reset role;
grant execute on function pg_read_file(text) to ringfence_app;
