create function sign_in(tenant uuid, password text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$ begin end $$;
grant execute on function sign_in to ringfence_app;
-- setting: log_statement all
-- finds: RF705 function public.sign_in(tenant uuid, password text)
