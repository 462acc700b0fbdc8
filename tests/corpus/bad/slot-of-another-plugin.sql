create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
-- slot: audit test_decoding
-- finds: RF214 replication slot audit
