-- finds: RF701 setting app.tenant
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
drop policy ringfence_tenant on orders;
create policy reading on orders for select to ringfence_app using (tenant_id = (select ringfence.tenant()));
create policy making on orders for insert to ringfence_app with check (tenant_id = (select ringfence.tenant()));
create policy changing on orders for update to ringfence_app using (tenant_id = (select ringfence.tenant()));
create policy deleting on orders for delete to ringfence_app
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
