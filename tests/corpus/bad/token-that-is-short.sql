-- finds: RF503 table public.orders
-- finds: RF503 table public.notes
reset role;
create extension pgcrypto;
set role ringfence_owner;
create function generate_token(length integer) returns text language sql volatile set search_path = pg_catalog, public
    as $$ select encode(gen_random_bytes(length), 'hex') $$;
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    token text not null unique default generate_token(3),
    primary key (tenant_id, id)
);
-- ringfence protect orders
create table notes (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    token varchar(8) not null unique default left(encode(gen_random_bytes(20), 'hex'), 8),
    primary key (tenant_id, id)
);
-- ringfence protect notes
