-- undecided: RF411 function public.by_a_guarded_leader()
-- undecided: RF411 function public.by_a_leader_of_somebodys()
-- undecided: RF411 function public.by_a_leader_that_is_asked_twice()
-- undecided: RF411 function public.by_a_leader_that_is_numbered()
-- undecided: RF411 function public.by_groups()
-- undecided: RF411 function public.by_the_caller_first(tenant uuid)
-- undecided: RF411 function public.by_both(tenant uuid)
-- undecided: RF411 function public.beside_a_query()
-- undecided: RF411 function public.by_a_query_of_the_caller()
-- shared: public.guarded
-- shared: public.members
-- shared: public.numbered
-- shared: public.wishes
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
create table wishes (owner uuid not null, wished uuid not null);
create table guarded (owner uuid not null, wished uuid not null, check (wished = owner));
create table members (user_id uuid not null, org uuid not null);
create table numbered (owner uuid generated always as (md5(wished::text)::uuid) stored, wished uuid not null);
grant select, insert on wishes, guarded, numbered to ringfence_app;
grant select on members to ringfence_app;
reset role;
create function by_a_guarded_leader() returns bigint language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.orders as o
    where exists (select from public.guarded as w where w.wished = o.tenant_id and w.owner = ringfence.tenant())
$$;
create function by_a_leader_of_somebodys() returns bigint language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.orders as o
    where o.tenant_id in (select m.org from public.members as m where m.user_id = ringfence.tenant())
$$;
create function by_a_leader_that_is_asked_twice() returns bigint language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.orders as o
    where exists (select from public.wishes as w where w.wished = o.tenant_id and w.wished = ringfence.tenant())
$$;
create function by_a_leader_that_is_numbered() returns bigint language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.orders as o
    where exists (select from public.numbered as w where w.wished = o.tenant_id and w.owner = ringfence.tenant())
$$;
create function by_groups() returns bigint language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.orders as o
    where exists (
        select count(*) from public.members as m where m.org = o.tenant_id and m.user_id = ringfence.tenant() group by m.org
    )
$$;
-- Whoever is bound gets its own; the unbound get what they ask for, which the audit does not see.
create function by_the_caller_first(tenant uuid) returns bigint language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.orders as o where o.tenant_id = coalesce(ringfence.tenant(), tenant)
$$;
create function by_both(tenant uuid) returns bigint language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.orders as o
    where o.tenant_id = coalesce(tenant, ringfence.tenant())
        and exists (select from public.members as m where m.org = o.tenant_id and m.user_id = ringfence.tenant())
$$;
-- What a common table expression shows is not looked at, be it of no use.
create function beside_a_query() returns bigint language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    with one as (select 1) select count(*) from public.orders as o where o.tenant_id = ringfence.tenant()
$$;
create function by_a_query_of_the_caller() returns bigint language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    with me as (select ringfence.tenant() as mine) select count(*) from public.orders as o join me on me.mine = o.tenant_id
$$;
