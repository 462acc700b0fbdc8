create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
create table members (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect members
create policy membership on orders as restrictive to ringfence_app using (exists (select from members as m where m.tenant_id = orders.tenant_id));
-- finds: nothing
