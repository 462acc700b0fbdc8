create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
alter table orders enable row level security, force row level security;
create policy select_own on orders for select to ringfence_app using (tenant_id = (select ringfence.tenant()));
create policy insert_own on orders for insert to ringfence_app with check (tenant_id = (select ringfence.tenant()));
create policy update_own on orders for update to ringfence_app using (tenant_id = (select ringfence.tenant()));
create policy delete_own on orders for delete to ringfence_app using (tenant_id = (select ringfence.tenant()));
grant select, insert, update, delete on orders to ringfence_app;
-- finds: nothing
