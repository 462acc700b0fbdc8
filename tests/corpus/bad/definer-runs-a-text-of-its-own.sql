-- finds: RF411 function public.assigned()
-- finds: RF411 function public.named()
-- finds: RF411 function public.as_xml()
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    status text,
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create function assigned() returns bigint language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid := ringfence.tenant();
    query text := 'select count(*) from public.orders';
    answer bigint;
begin
    execute query into answer;
    return case when mine is null then 0 else answer end;
end
$$;
create function named() returns bigint language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid := ringfence.tenant();
    what text := 'orders';
    answer bigint;
begin
    execute format('select count(*) from public.%I', what) into answer;
    return case when mine is null then 0 else answer end;
end
$$;
create function as_xml() returns xml language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid := ringfence.tenant();
begin
    return (select query_to_xml('select * from public.orders', true, false, coalesce(mine::text, '')));
end
$$;
