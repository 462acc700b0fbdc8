-- finds: RF411 function public.find_api(host text)
reset role;
create function find_api(host text) returns uuid language sql stable security definer
    set search_path = pg_catalog, pg_temp
    as $$ select a.id from public.apis as a where a.host = $1 limit 1 $$;
