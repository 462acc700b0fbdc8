create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create role deploy;
grant deploy to ringfence_app;
-- migration: deploy
-- finds: RF110 role deploy
