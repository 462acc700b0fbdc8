-- finds: RF301 table public.orders
-- root: public.tenants
reset role;
create extension citext;
set role ringfence_owner;
create table tenants (id citext primary key);
create table orders (
    tenant_id citext not null references tenants (id),
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
alter table orders enable row level security, force row level security;
create policy fence on orders to ringfence_app using (tenant_id = tenant_id);
grant select, insert, update, delete on orders to ringfence_app;
