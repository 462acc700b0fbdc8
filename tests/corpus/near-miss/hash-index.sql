create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (id)
);
-- ringfence protect orders
drop index orders_tenant_id_idx;
create index on orders using hash (tenant_id);
-- finds: nothing
