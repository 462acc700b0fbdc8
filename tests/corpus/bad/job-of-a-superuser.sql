create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create role nightly login superuser;
-- job: nightly update public.Orders set id = id
-- finds: RF709 job 1
