-- undecided: RF411 function public.orders_of(target uuid)
-- shared: public.members
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    customer_id uuid,
    primary key (tenant_id, id)
);
-- ringfence protect orders
create table members (user_id uuid not null, org uuid not null, primary key (user_id, org));
reset role;
create function orders_of(target uuid) returns setof uuid language sql security definer
    set search_path = pg_catalog, pg_temp as $$
    insert into public.members values (ringfence.tenant(), target);
    select o.id from public.orders as o
    where o.tenant_id in (select m.org from public.members as m where m.user_id = ringfence.tenant())
$$;
