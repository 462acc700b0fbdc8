-- finds: nothing
reset role;
create extension pgcrypto;
set role ringfence_owner;
create sequence invoices;
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    number bigint generated always as identity unique,
    invoice text not null unique default 'INV-' || lpad(nextval('invoices')::text, 6, '0'),
    code text not null unique default upper(gen_random_uuid()::text),
    short text not null unique default left(encode(gen_random_bytes(12), 'hex'), 16),
    primary key (tenant_id, id)
);
-- ringfence protect orders
