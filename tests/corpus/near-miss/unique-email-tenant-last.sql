create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    email text not null,
    unique (email, tenant_id),
    primary key (tenant_id, id)
);
-- ringfence protect orders
-- finds: nothing
