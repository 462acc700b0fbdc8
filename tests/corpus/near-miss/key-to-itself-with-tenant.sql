create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    parent uuid,
    primary key (tenant_id, id),
    foreign key (tenant_id, parent) references orders (tenant_id, id)
);
create index on orders (tenant_id, parent);
-- ringfence protect orders
-- finds: nothing
