-- undecided: RF411 function public.found_orders(target uuid)
-- undecided: RF411 function public.counted_orders(target uuid)
-- undecided: RF411 function public.role_orders(target uuid)
-- undecided: RF411 function public.assigned_orders(target uuid)
-- finds: RF701 setting app.user
-- shared: public.members
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
create function found_orders(target uuid) returns setof uuid language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    perform 1 from public.members as m where m.user_id = public.caller() and m.org = target;
    if not found then
        raise exception 'not a member';
    end if;
    return query select o.id from public.orders as o where o.tenant_id = target;
end
$$;
create function counted_orders(target uuid) returns setof uuid language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    n bigint;
begin
    update public.members as m set role = m.role where m.user_id = public.caller() and m.org = target;
    get diagnostics n = row_count;
    if n = 0 then
        raise exception 'not a member';
    end if;
    return query select o.id from public.orders as o where o.tenant_id = target;
end
$$;
create function role_orders(target uuid) returns setof uuid language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    r text;
begin
    select m.role into r from public.members as m where m.user_id = public.caller() and m.org = target;
    if r is null then
        raise exception 'not a member';
    end if;
    return query select o.id from public.orders as o where o.tenant_id = target;
end
$$;
create function assigned_orders(target uuid) returns setof uuid language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    r text := (select m.role from public.members as m where m.user_id = public.caller() and m.org = target);
begin
    if r is null then
        raise exception 'not a member';
    end if;
    return query select o.id from public.orders as o where o.tenant_id = target;
end
$$;
