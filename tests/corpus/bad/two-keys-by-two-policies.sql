create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
create policy by_setting on orders to ringfence_app
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
-- finds: RF304 table public.orders
