create function now_then() returns date language sql stable security definer set search_path = public, pg_temp
    as $$ select now()::date $$;
grant execute on function now_then() to ringfence_app;
-- finds: nothing
