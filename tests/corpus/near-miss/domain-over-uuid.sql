create domain tenant_ref as uuid;
create table tenants (id uuid primary key, name text not null);
create table orders (
    tenant_id tenant_ref not null references tenants,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
-- finds: nothing
