-- undecided: RF411 function public.filtered(target uuid)
-- undecided: RF411 function public.guarded(target uuid)
-- undecided: RF411 function public.row_by_row()
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
create function is_member(of_org uuid) returns boolean language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select exists (select from public.members as m where m.org = of_org and m.user_id = public.caller())
$$;
create function guarded(target uuid) returns setof uuid language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    if not public.is_member(target) then
        raise exception 'not a member';
    end if;
    return query select o.id from public.orders as o where o.tenant_id = target;
end
$$;
create function filtered(target uuid) returns setof uuid language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select o.id from public.orders as o where o.tenant_id = target and public.is_member(target)
$$;
create function row_by_row() returns setof uuid language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select o.id from public.orders as o where public.is_member(o.tenant_id)
$$;
