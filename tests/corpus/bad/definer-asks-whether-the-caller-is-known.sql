-- finds: RF411 function public.selected_orders(target uuid)
-- finds: RF411 function public.assigned_orders(target uuid)
-- finds: RF411 function public.found_orders(target uuid)
-- finds: RF701 setting app.user
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
create table members (user_id uuid not null, org uuid not null, role text, primary key (user_id, org));
create function caller() returns uuid language sql stable parallel safe as $$
    select nullif(current_setting('app.user', true), '')::uuid
$$;
alter table orders enable row level security, force row level security;
create policy fence on orders to ringfence_app using (tenant_id = (select public.caller()));
grant select on orders to ringfence_app;
reset role;
create function selected_orders(target uuid) returns setof uuid language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid;
begin
    select public.caller() into mine;
    if mine is null then
        raise exception 'nobody';
    end if;
    return query select o.id from public.orders as o where o.tenant_id = target;
end
$$;
create function assigned_orders(target uuid) returns setof uuid language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid := public.caller();
begin
    if mine is null then
        raise exception 'nobody';
    end if;
    return query select o.id from public.orders as o where o.tenant_id = target;
end
$$;
-- What is found there has nothing to do with who calls.
create function found_orders(target uuid) returns setof uuid language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid := public.caller();
begin
    perform 1 from pg_catalog.pg_class as c where c.relname = 'orders_v2';
    if not found then
        raise exception 'not yet';
    end if;
    return query select o.id from public.orders as o where o.tenant_id = target;
end
$$;
-- unclassified: public.members
