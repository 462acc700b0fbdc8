create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
-- job: ringfence_admin select reorders()
-- job: nobody delete from orders
-- finds: nothing
