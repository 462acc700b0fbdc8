create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
alter table orders enable row level security, force row level security;
create policy own on orders for select to ringfence_app using (tenant_id = (select ringfence.tenant()));
create policy new on orders for insert to ringfence_app with check (tenant_id = ringfence.tenant());
grant select, insert on orders to ringfence_app;
-- finds: nothing
