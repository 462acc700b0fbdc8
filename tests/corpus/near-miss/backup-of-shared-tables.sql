create table countries (code text primary key);
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create role country_backup login;
grant select on countries to country_backup;
create role backupper_of_files login;
grant select on orders to backupper_of_files;
-- shared: public.countries
-- finds: nothing
