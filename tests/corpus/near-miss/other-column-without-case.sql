-- finds: nothing
create collation no_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
alter table orders add title text collate no_case;
-- ringfence protect orders
