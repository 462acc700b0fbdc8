-- undecided: RF503 table public.orders
reset role;
create extension pgcrypto;
set role ringfence_owner;
create function generate_token(length integer) returns text language plpgsql volatile set search_path = pg_catalog, public as $$
declare
    made text := '';
begin
    while length(made) < length loop
        made := made || left(encode(gen_random_bytes(1), 'base64'), 1);
    end loop;
    return made;
end
$$;
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    token text not null unique default generate_token(20),
    primary key (tenant_id, id)
);
-- ringfence protect orders
