-- finds: RF411 function public.by_a_function_that_asks(tenant uuid)
-- finds: RF411 function public.only_warns()
-- finds: RF411 function public.writes_over_what_it_found(tenant uuid)
-- finds: RF701 setting app.user
-- shared: public.members
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
create table members (user_id uuid not null, org uuid not null, primary key (user_id, org));
create function caller() returns uuid language sql stable parallel safe as $$
    select nullif(current_setting('app.user', true), '')::uuid
$$;
alter table orders enable row level security, force row level security;
create policy fence on orders to ringfence_app using (tenant_id = (select public.caller()));
grant select on orders to ringfence_app;
reset role;
-- It asks who calls where nothing is passed.
create function of_tenant(tenant uuid) returns bigint language sql stable security definer
    set search_path = pg_catalog, pg_temp
    as $$ select count(*) from public.orders as o where o.tenant_id = coalesce(tenant, public.caller()) $$;
revoke execute on function of_tenant(uuid) from public;
create function by_a_function_that_asks(tenant uuid) returns bigint language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    perform 1;
    return public.of_tenant(tenant);
end
$$;
create function only_warns() returns setof uuid language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    perform from public.members as m where m.user_id = public.caller();
    if not found then
        raise warning 'no member';
    end if;
    return query select o.id from public.orders as o;
end
$$;
create function writes_over_what_it_found(tenant uuid) returns setof uuid language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid;
begin
    select m.org into mine from public.members as m where m.user_id = public.caller();
    mine := tenant;
    return query select o.id from public.orders as o where o.tenant_id = mine;
end
$$;
