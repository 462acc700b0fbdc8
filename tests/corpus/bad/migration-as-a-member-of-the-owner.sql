create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create role deploy login;
grant ringfence_owner to deploy;
-- migration: deploy
-- finds: RF708 role deploy
