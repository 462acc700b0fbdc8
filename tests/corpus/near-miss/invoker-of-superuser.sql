create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create function count_them() returns bigint language sql security invoker set search_path = pg_catalog, pg_temp
    as $$ select count(*) from public.orders $$;
-- finds: nothing
