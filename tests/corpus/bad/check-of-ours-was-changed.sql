-- finds: RF323 policy ringfence_tenant on public.orders
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
alter policy ringfence_tenant on orders with check (tenant_id = (select ringfence.tenant()) and id is not null);
