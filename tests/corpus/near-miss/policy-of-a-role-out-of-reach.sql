create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create role reporting;
grant ringfence_app to reporting;
create policy everything on orders for select to reporting using (true);
grant select on orders to reporting;
-- finds: nothing
