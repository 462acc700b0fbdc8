-- undecided: RF411 function public.one_line()
-- undecided: RF411 function public.backslash()
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    status text,
    card text,
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create function one_line() returns bigint language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    answer bigint;
begin
    raise notice E'\xc3\xa9'; raise notice '%', $q$--$q$; select count(*) into answer from public.orders; return answer;
end
$$;
set local standard_conforming_strings = off;
set local escape_string_warning = off;
create function backslash() returns bigint language sql stable security definer
    set search_path = pg_catalog, pg_temp set standard_conforming_strings = off as $$
    select case when '\' -- ' is null then 0 else count(*) end from public.orders
$$;
set local standard_conforming_strings = on;
