-- finds: RF418 function public.own_count()
-- finds: RF418 function public.own_orders()
-- undecided: RF411 function public.order_count()
-- undecided: RF411 function public.orders_of()
-- finds: RF701 setting app.user
-- shared: public.members
create table members (user_id uuid not null, org uuid not null, primary key (user_id, org));
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
create function caller() returns uuid language sql stable parallel safe as $$ select nullif(current_setting('app.user', true), '')::uuid $$;
alter table orders enable row level security, force row level security;
create policy fence on orders to ringfence_app using (tenant_id = (select public.caller()));
grant select on orders to ringfence_app;
reset role;
create function order_count() returns bigint language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.orders as o
    where exists (select from public.members as m where m.org = o.tenant_id and m.user_id = public.caller())
$$;
create function orders_of() returns setof uuid language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid;
begin
    select m.org into mine from public.members as m where m.user_id = public.caller() limit 1;
    return query select o.id from public.orders as o where o.tenant_id = mine;
end
$$;
create function own_count() returns bigint language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.orders as o where o.tenant_id = (select public.caller()) and o.id is not null
$$;
create function own_orders() returns setof uuid language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    return query select o.id from public.orders as o where public.caller() = o.tenant_id;
end
$$;
