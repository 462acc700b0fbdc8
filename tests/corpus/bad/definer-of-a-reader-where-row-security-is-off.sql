-- finds: RF411 function public.order_count()
-- finds: RF411 function public.stock_count()
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
create table stock (tenant_id uuid not null, id uuid not null default gen_random_uuid(), primary key (tenant_id, id));
-- Forced, and never enabled.
alter table stock force row level security;
grant usage on schema public to ringfence_app;
reset role;
create role jobs;
grant usage on schema public to jobs;
grant select on orders to jobs;
create function order_count() returns bigint language sql security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.orders
$$;
alter function order_count() owner to jobs;
create function stock_count() returns bigint language sql security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.stock
$$;
alter function stock_count() owner to ringfence_owner;
