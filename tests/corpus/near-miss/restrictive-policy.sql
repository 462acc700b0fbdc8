create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
create policy not_deleted on orders as restrictive for delete to ringfence_app using (id is not null);
-- finds: nothing
