create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create role cleaners;
grant cleaners to ringfence_app;
grant truncate on orders to cleaners;
-- finds: RF601 table public.orders
