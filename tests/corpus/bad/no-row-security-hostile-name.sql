create table "Order""s; drop" (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
grant select on "Order""s; drop" to ringfence_app;
-- finds: RF201 table public."Order""s; drop"
