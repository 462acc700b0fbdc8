-- finds: RF418 function public.order_count()
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    customer_id uuid,
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create function order_count() returns bigint language sql stable security definer
    return (select count(*) from public.orders where orders.tenant_id = ringfence.tenant());
