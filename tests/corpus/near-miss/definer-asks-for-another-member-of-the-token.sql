-- undecided: RF411 function public.orders_of_mine()
-- undecided: RF411 function public.my_orders()
-- finds: RF701 setting request.jwt.claims
-- shared: public.members
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
create index on orders (tenant_id);
create table members (user_id uuid not null, org uuid not null, primary key (user_id, org));
create function claims() returns jsonb language sql stable parallel safe as $$
    select nullif(current_setting('request.jwt.claims', true), '')::jsonb
$$;
create function uid() returns uuid language sql stable parallel safe as $$
    select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid
$$;
alter table orders enable row level security, force row level security;
create policy fence on orders to ringfence_app
    using (tenant_id = (select (public.claims() -> 'app_metadata' ->> 'org')::uuid));
grant select on orders to ringfence_app;
reset role;
create function orders_of_mine() returns setof uuid language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select o.id from public.orders as o
    where o.tenant_id in (select m.org from public.members as m where m.user_id = public.uid())
$$;
create function my_orders() returns setof uuid language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select o.id from public.orders as o where o.tenant_id = public.uid()
$$;
