create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
grant all on orders to ringfence_app;
-- finds: RF405 table public.orders
-- finds: RF601 table public.orders
-- finds: RF602 table public.orders
