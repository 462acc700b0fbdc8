create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
create table lines (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    order_id uuid not null,
    primary key (tenant_id, id)
);
-- ringfence protect orders
-- ringfence protect lines
reset role;
create role deploy;
create schema reports authorization deploy;
grant deploy to ringfence_app;
-- migration: deploy
-- finds: RF110 role deploy
