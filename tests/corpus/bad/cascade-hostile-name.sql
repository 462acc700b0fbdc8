create table "Order""s; drop" (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
alter table "Order""s; drop" add unique (id);
-- ringfence protect "Order""s; drop"
create table parts (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    of uuid,
    primary key (tenant_id, id)
);
alter table parts add foreign key (of) references "Order""s; drop" (id) on delete set null;
-- ringfence protect parts
-- finds: RF502 table public.parts
