reset role;
create schema vault authorization ringfence_owner;
set role ringfence_owner;
create table vault.orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
grant select on vault.orders to ringfence_app;
-- finds: nothing
