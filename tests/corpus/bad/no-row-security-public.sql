create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
grant select on orders to public;
-- finds: RF201 table public.orders
-- finds: RF603 table public.orders
