reset role;
create schema sales authorization ringfence_owner;
set role ringfence_owner;
grant usage on schema sales to ringfence_app;
create table sales.orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
grant select on sales.orders to ringfence_app;
-- finds: RF201 table sales.orders
