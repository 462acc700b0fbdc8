create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
create table lines (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    order_id uuid not null,
    primary key (tenant_id, id)
);
create view counted with (security_barrier) as
    select o.id, (select count(*) from orders as a) as of_all
    from orders as o where o.tenant_id = (select ringfence.tenant());
grant select on counted to ringfence_app;
-- finds: RF401 view public.counted
