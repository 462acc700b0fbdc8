create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
reset role;
create role readers;
grant readers to ringfence_app;
grant select on orders to readers;
-- finds: RF201 table public.orders
