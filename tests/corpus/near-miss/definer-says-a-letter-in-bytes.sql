-- finds: nothing
create function greets(name text) returns void language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    raise notice E'\xc3\xa9 %', name;
end
$$;
grant execute on function greets(text) to ringfence_app;
