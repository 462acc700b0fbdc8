-- finds: RF413 function public.counted(part text)
create function counted(part text) returns bigint language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    answer bigint;
    statement text default 'select count(*) from pg_class where ' || part;
begin
    execute statement into answer;
    return answer;
end
$$;
grant execute on function counted(text) to ringfence_app;
