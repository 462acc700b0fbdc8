reset role;
create role clerks;
grant clerks to ringfence_app;
set role ringfence_owner;
create table tenants (id uuid primary key, name text not null);
create table orders (
    tenant_id uuid not null references tenants,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
grant update on tenants to clerks;
-- finds: RF201 table public.tenants
