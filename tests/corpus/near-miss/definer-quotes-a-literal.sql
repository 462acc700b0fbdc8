-- finds: nothing
create function counted(part text) returns bigint language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    answer bigint;
begin
    execute format('select count(*) from pg_class where relname = %L', part) into answer;
    execute 'select 1 where ' || quote_literal(part) || ' is not null' into answer;
    return answer;
end
$$;
grant execute on function counted(text) to ringfence_app;
