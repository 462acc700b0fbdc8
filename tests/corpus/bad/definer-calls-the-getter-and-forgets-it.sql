-- finds: RF411 function public.order_count()
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    customer_id uuid,
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create function order_count() returns bigint language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid := ringfence.tenant();
begin
    if mine is null then
        raise exception 'nobody is bound';
    end if;
    return (select count(*) from public.orders as o where o.customer_id is not null);
end
$$;
