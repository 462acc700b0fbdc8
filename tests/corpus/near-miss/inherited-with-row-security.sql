create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
create table rush (hurry integer, primary key (tenant_id, id)) inherits (orders);
-- ringfence protect rush
-- finds: nothing
