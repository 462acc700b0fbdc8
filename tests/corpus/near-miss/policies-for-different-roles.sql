create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create role reader;
create policy reading on orders for select to reader using (tenant_id = (select ringfence.tenant()));
-- finds: nothing
