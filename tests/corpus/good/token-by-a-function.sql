-- finds: nothing
reset role;
create extension pgcrypto;
set role ringfence_owner;
create function generate_token(length integer) returns text language plpgsql volatile set search_path = pg_catalog, public as $$
begin
    return encode(gen_random_bytes(length), 'hex');
end
$$;
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    token text not null unique default generate_token(20),
    code varchar(32) not null unique default replace(gen_random_uuid()::text, '-', ''),
    primary key (tenant_id, id)
);
-- ringfence protect orders
