-- finds: nothing
create function counted(kind text) returns bigint language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    statement text;
    answer bigint;
begin
    if kind = 'relation' then
        statement := 'select count(*) from pg_class';
    else
        statement = 'select 0';
    end if;
    execute statement into answer;
    return answer;
end
$$;
grant execute on function counted(text) to ringfence_app;
