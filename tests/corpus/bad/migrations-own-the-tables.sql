create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create role keeper;
alter table orders owner to keeper;
grant keeper to ringfence_app;
-- finds: RF104 table public.orders
-- migration: keeper
-- finds: RF708 role keeper
