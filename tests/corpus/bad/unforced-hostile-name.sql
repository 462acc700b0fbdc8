create table "Order""s; drop" (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect "Order""s; drop"
alter table "Order""s; drop" no force row level security;
-- finds: RF203 table public."Order""s; drop"
