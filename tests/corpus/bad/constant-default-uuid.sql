create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
alter table orders alter column tenant_id set default '11111111-1111-1111-1111-111111111111';
-- finds: RF211 table public.orders
