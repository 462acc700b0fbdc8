-- undecided: RF413 function public.runs(part text)
create function runs(part text) returns void language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    raise notice E'\xc3\xa9'; execute 'select ' || part;
end
$$;
grant execute on function runs(text) to ringfence_app;
