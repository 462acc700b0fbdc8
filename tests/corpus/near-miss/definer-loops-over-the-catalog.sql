-- finds: nothing
create function counted(part text) returns bigint language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    named name;
    answer bigint;
begin
    for named in select relname from pg_class where relname = 'pg_class' loop
        execute format('select count(*) from %I', named) into answer;
    end loop;
    return answer + length(part);
end
$$;
grant execute on function counted(text) to ringfence_app;
