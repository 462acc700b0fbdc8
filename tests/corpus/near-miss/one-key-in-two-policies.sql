create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
alter table orders enable row level security, force row level security;
create policy reading on orders for select to ringfence_app using (tenant_id = (select ringfence.tenant()));
create policy adding on orders for insert to ringfence_app with check (ringfence.tenant() = tenant_id);
grant select, insert on orders to ringfence_app;
-- finds: nothing
