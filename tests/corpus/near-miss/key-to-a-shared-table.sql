create table countries (code text primary key, name text not null);
-- shared: public.countries
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    country text references countries on update cascade,
    primary key (tenant_id, id)
);
-- ringfence protect orders
-- finds: nothing
