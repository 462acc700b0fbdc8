-- finds: RF322 table public.orders
-- finds: RF701 setting app.tenant
reset role;
create extension citext;
set role ringfence_owner;
create table orders (
    tenant_id citext not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
alter table orders enable row level security, force row level security;
create policy fence on orders to ringfence_app
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::citext));
grant select, insert, update, delete on orders to ringfence_app;
