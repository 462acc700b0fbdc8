-- finds: nothing
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
alter policy ringfence_tenant on orders
    using ((select ringfence.tenant()) = tenant_id) with check ((select ringfence.tenant()) = tenant_id);
