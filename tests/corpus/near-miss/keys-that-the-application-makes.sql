-- finds: nothing
create sequence numbers;
create domain row_id as uuid;
create table orders (
    tenant_id uuid not null,
    id uuid not null primary key,
    number text not null unique default 'INV-' || extract(year from now()) || '-' || nextval('numbers'),
    token varchar(36) not null unique default gen_random_uuid()::varchar(36),
    unique (tenant_id, id)
);
-- ringfence protect orders
-- A row of an order's own, which knows its id from nowhere else.
create table invoices (
    tenant_id uuid not null,
    order_id row_id not null unique,
    foreign key (tenant_id, order_id) references orders (tenant_id, id)
);
create index on invoices (tenant_id, order_id);
-- ringfence protect invoices
