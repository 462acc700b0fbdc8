create function sign_in(tenant uuid, service_password text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$ begin end $$;
grant execute on function sign_in to ringfence_app;
reset role;
alter role all set log_min_duration_statement = '250ms';
-- finds: RF705 function public.sign_in(tenant uuid, service_password text)
