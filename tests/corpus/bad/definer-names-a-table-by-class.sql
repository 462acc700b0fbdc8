-- finds: RF413 function public.size_of(of_table regclass)
create function size_of(of_table regclass) returns bigint language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    answer bigint;
begin
    execute 'select count(*) from ' || of_table into answer;
    return answer;
end
$$;
grant execute on function size_of(regclass) to ringfence_app;
