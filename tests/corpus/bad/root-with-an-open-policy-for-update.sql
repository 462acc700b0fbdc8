create table tenants (id uuid primary key, name text not null);
create table orders (
    tenant_id uuid not null references tenants,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
alter table tenants enable row level security, force row level security;
create policy reading on tenants for select to ringfence_app using (true);
create policy writing on tenants for update to ringfence_app using (true);
grant select, update on tenants to ringfence_app;
-- finds: RF301 table public.tenants
