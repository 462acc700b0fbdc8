create table shares (
    tenant_id uuid not null,
    order_id uuid not null,
    primary key (tenant_id, order_id)
);
-- ringfence protect shares
revoke insert, update, delete on shares from ringfence_app;
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
alter policy ringfence_tenant on orders rename to fence;
alter policy fence on orders
    using (tenant_id = (select ringfence.tenant()) or id in (select s.order_id from shares as s));
create policy floor on orders as restrictive to ringfence_app using (tenant_id = (select ringfence.tenant()));
-- finds: nothing
