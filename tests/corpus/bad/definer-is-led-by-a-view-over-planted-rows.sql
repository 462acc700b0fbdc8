-- undecided: RF411 function public.order_count()
-- shared: public.wishes
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    customer_id uuid,
    primary key (tenant_id, id)
);
-- ringfence protect orders
create table wishes (owner uuid not null, wished uuid not null);
grant select, insert on wishes to ringfence_app;
reset role;
create view members as select w.owner as user_id, w.wished as org from public.wishes as w;
create function order_count() returns bigint language sql security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.orders as o
    where o.tenant_id in (select m.org from public.members as m where m.user_id = ringfence.tenant())
$$;
