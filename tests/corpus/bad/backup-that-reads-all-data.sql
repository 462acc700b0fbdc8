create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create role dump login;
grant pg_read_all_data to dump;
-- finds: RF707 role dump
