create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    email text not null unique,
    primary key (tenant_id, id)
);
-- ringfence protect orders
revoke insert, update, delete on orders from ringfence_app;
-- finds: nothing
