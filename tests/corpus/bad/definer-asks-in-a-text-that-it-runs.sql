-- finds: RF411 function public.order_count()
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    customer_id uuid,
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
-- What it runs is a text, which nobody reads here.
create function order_count() returns bigint language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    answer bigint;
begin
    execute 'select count(*) from public.orders as o where o.tenant_id = ringfence.tenant()' into answer;
    return answer;
end
$$;
