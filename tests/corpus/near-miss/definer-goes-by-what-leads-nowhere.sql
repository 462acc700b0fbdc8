-- undecided: RF411 function public.holds_a_view()
-- undecided: RF411 function public.says_who_calls()
-- undecided: RF411 function public.asks_beside()
-- undecided: RF411 function public.by_a_view_that_asks()
-- undecided: RF411 function public.asks_for_each()
-- undecided: RF411 function public.calls_one_of_two()
-- undecided: RF411 function public.holds_a_function()
-- shared: public.countries
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
create table countries (everything text primary key);
grant select on countries to ringfence_app;
-- The policies hold for the owner of the tables, and for the views and functions that run as it.
create view of_the_bound as select o.id from public.orders as o;
revoke all on of_the_bound from public, ringfence_app;
create function bound_ids() returns setof uuid language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$ select o.id from public.orders as o $$;
reset role;
create view everything as select o.tenant_id, o.id from public.orders as o;
create view asked as
    select o.id from public.orders as o where ringfence.tenant() in (select x.tenant_id from public.orders as x where x.id = o.id);
revoke all on everything, asked from public, ringfence_app;
create function total(tenant uuid) returns bigint language sql stable set search_path = pg_catalog, pg_temp
    as $$ select count(*) from public.orders as o where o.tenant_id = tenant $$;
create function own_total() returns bigint language sql stable set search_path = pg_catalog, pg_temp
    as $$ select count(*) from public.orders as o where o.tenant_id = ringfence.tenant() $$;
create function either() returns bigint language sql stable as $$ select 1::bigint $$;
create function either(one integer) returns bigint language sql stable set search_path = pg_catalog, pg_temp
    as $$ select count(*) from public.orders as o $$;
create function ping(depth integer) returns integer language plpgsql stable as $$
begin
    return public.pong(depth - 1);
end
$$;
create function pong(depth integer) returns integer language plpgsql stable as $$
begin
    return case when depth <= 0 then 0 else public.ping(depth) end;
end
$$;
-- Those that lead nowhere.
create function by_a_bound_view() returns bigint language sql security definer set search_path = pg_catalog, pg_temp
    as $$ select count(*) from public.of_the_bound $$;
create function by_a_bound_function() returns setof uuid language sql security definer set search_path = pg_catalog, pg_temp
    as $$ select public.bound_ids() $$;
create function by_a_function_that_keeps_to_it() returns bigint language sql security definer
    set search_path = pg_catalog, pg_temp as $$ select public.own_total() $$;
create function in_a_circle() returns integer language sql security definer set search_path = pg_catalog, pg_temp
    as $$ select public.ping(3) $$;
create function names_its_own() returns bigint language sql security definer set search_path = pg_catalog, pg_temp
    as $$ with everything as (select 1) select count(*) from everything $$;
create function shows_a_column() returns setof text language sql security definer set search_path = pg_catalog, pg_temp
    as $$ select everything from public.countries order by everything $$;
create function says_it() returns text language sql security definer set search_path = pg_catalog, pg_temp
    as $$ select 'from public.everything, by total(x)' $$; -- select * from everything
-- Those that may.
create function holds_a_view() returns bigint language sql security definer set search_path = pg_catalog, pg_temp
    as $$ select count(*) from public.everything as e where e.tenant_id = ringfence.tenant() $$;
create function all_ids() returns setof uuid language sql stable set search_path = pg_catalog, pg_temp
    as $$ select o.id from public.orders as o $$;
create function holds_a_function() returns bigint language sql security definer set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.orders as o where o.tenant_id = ringfence.tenant() and o.id in (select public.all_ids())
$$;
create function says_who_calls() returns bigint language sql security definer set search_path = pg_catalog, pg_temp
    as $$ select public.total(ringfence.tenant()) $$;
create function asks_beside() returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if ringfence.tenant() is distinct from '00000000-0000-0000-0000-000000000001' then
        return 0;
    end if;
    return (select count(*) from public.everything as e);
end
$$;
create function by_a_view_that_asks() returns bigint language sql security definer set search_path = pg_catalog, pg_temp
    as $$ select count(*) from public.asked $$;
create function asks_for_each() returns setof bigint language sql security definer set search_path = pg_catalog, pg_temp
    as $$ select public.total(m.mine) from (select ringfence.tenant() as mine) as m $$;
create function calls_one_of_two() returns bigint language sql security definer set search_path = pg_catalog, pg_temp
    as $$ select public.either() $$;
