create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
create view my_orders as select o.tenant_id, o.id from orders as o;
create materialized view kept as select m.id from my_orders as m;
grant select on kept to ringfence_app;
-- finds: RF402 materialized view public.kept
