-- undecided: RF411 function public.order_count(tenant uuid)
-- undecided: RF411 function public.orders_of(tenant uuid)
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
create function order_count(tenant uuid) returns bigint language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    if not exists (select from public.members as m where m.org = tenant and m.user_id = public.caller()) then
        raise exception 'not a member';
    end if;
    return (select count(*) from public.orders as o where o.tenant_id = tenant);
end
$$;
create function orders_of(tenant uuid) returns setof uuid language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid := public.caller();
begin
    if mine is distinct from tenant then
        return;
    end if;
    return query select o.id from public.orders as o where o.tenant_id = tenant;
end
$$;
