-- finds: RF413 function public.as_xml(query text)
create function as_xml(query text) returns xml language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select query_to_xml(query, true, false, '')
$$;
grant execute on function as_xml(text) to ringfence_app;
