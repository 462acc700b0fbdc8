-- finds: RF503 table public.orders
create function gen_random_bytes(length integer) returns bytea language sql volatile
    as $$ select decode(lpad((random() * 1000)::integer::text, 2 * length, '0'), 'hex') $$;
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    code text not null unique default encode(gen_random_bytes(16), 'hex'),
    primary key (tenant_id, id)
);
-- ringfence protect orders
