-- finds: RF411 function public.find_order(wanted text)
reset role;
create extension pgcrypto;
set role ringfence_owner;
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    share_token text not null unique default encode(gen_random_bytes(30), 'hex'),
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
-- Whoever was given the token passes it; so may whoever found it in a log.
create function find_order(wanted text) returns uuid language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select o.id from public.orders as o where o.share_token = wanted
$$;
