-- finds: RF411 function public.by_a_view()
-- finds: RF411 function public.by_a_function()
-- finds: RF411 function public.by_what_is_certain()
-- undecided: RF411 function public.by_a_view_nobody_understands()
-- says: RF411 goes past the policies of public.orders, as it reads that table by view public.all_orders
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
-- None of them bypasses anything: the policies of the views' owners let all rows pass, or may.
create role jobs;
create role clerks;
create role readers;
grant usage on schema public to jobs, clerks, readers;
grant select on orders to jobs, clerks;
create policy jobs on orders to jobs using (true);
create function is_open(tenant uuid) returns boolean language plpgsql stable as $$
begin
    if tenant is null then
        return false;
    end if;
    return true;
end
$$;
create policy clerks on orders to clerks using (public.is_open(tenant_id));
create view all_orders as select o.id from orders as o;
alter view all_orders owner to jobs;
create view open_orders as select o.id from orders as o;
alter view open_orders owner to clerks;
revoke all on all_orders, open_orders from public, ringfence_app;
grant select on all_orders, open_orders to readers, clerks;
create function by_a_view() returns bigint language sql security definer set search_path = pg_catalog, pg_temp
    as $$ select count(*) from public.all_orders $$;
alter function by_a_view() owner to readers;
create function by_a_view_nobody_understands() returns bigint language sql security definer
    set search_path = pg_catalog, pg_temp as $$ select count(*) from public.open_orders $$;
alter function by_a_view_nobody_understands() owner to readers;
create function all_ids() returns setof uuid language sql stable as $$ select o.id from public.orders as o $$;
create function by_a_function() returns setof uuid language sql security definer set search_path = pg_catalog, pg_temp
    as $$ select i from public.all_ids() as i $$;
alter function by_a_function() owner to jobs;
-- Of the table it is not known whether policies keep its owner to a tenant, of the view it is known that none does.
create function by_what_is_certain() returns bigint language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    perform o.id from public.orders as o;
    return (select count(*) from public.all_orders);
end
$$;
alter function by_what_is_certain() owner to clerks;
