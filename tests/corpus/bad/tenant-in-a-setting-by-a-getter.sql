create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
create function bound_tenant() returns uuid language sql stable parallel safe
    return nullif(current_setting('app.tenant', true), '')::uuid;
-- ringfence protect orders
alter policy ringfence_tenant on orders rename to fence;
alter policy fence on orders using (tenant_id = (select bound_tenant()))
    with check (tenant_id = (select bound_tenant()));
-- finds: RF701 setting app.tenant
