create function now_then() returns date language sql stable security definer set search_path = public
    as $$ select now()::date $$;
grant execute on function now_then() to ringfence_app;
reset role;
grant create on schema public to ringfence_app;
-- finds: RF111 schema public
-- finds: RF412 function public.now_then()
