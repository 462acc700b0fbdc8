create function sign_in(tenant uuid, password text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$ begin end $$;
create function reset_password(id uuid) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$ begin end $$;
grant execute on function sign_in, reset_password to ringfence_app;
reset role;
alter role ringfence_admin set log_statement = 'all';
alter role ringfence_app set log_statement = 'ddl';
alter role all set log_statement = 'all';
-- finds: nothing
