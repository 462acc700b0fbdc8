-- finds: nothing
create function counted(part integer) returns bigint language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    answer bigint;
begin
    execute 'select ' || part into answer;
    return answer;
end
$$;
grant execute on function counted(integer) to ringfence_app;
