-- finds: nothing
create function counted(part text) returns bigint language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    answer bigint;
begin
    execute 'select count(*) from ' || part into answer;
    return answer;
end
$$;
