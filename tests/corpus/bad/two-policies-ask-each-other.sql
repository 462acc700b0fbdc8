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
create policy asks_members on orders as restrictive to ringfence_app using (exists (select from members as m where m.tenant_id = orders.tenant_id));
create policy asks_orders on members as restrictive to ringfence_app using (exists (select from orders as o where o.tenant_id = members.tenant_id));
-- finds: RF315 table public.members
-- finds: RF315 table public.orders
