-- finds: RF413 function public.sorted(by text)
reset role;
create function sorted(by text) returns setof text language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    return query execute 'select t.name from public.tenants as t order by ' || by;
end
$$;
