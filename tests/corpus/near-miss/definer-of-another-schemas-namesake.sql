-- finds: nothing
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    status text,
    card text,
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
-- Nobody but its owner reads the archive, and the function reads the other table.
create schema archive authorization ringfence_owner;
create table archive.orders (tenant_id uuid not null, id uuid not null, primary key (tenant_id, id));
alter table archive.orders owner to ringfence_owner;
create function order_count() returns bigint language sql security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.orders
$$;
alter function order_count() owner to ringfence_owner;
