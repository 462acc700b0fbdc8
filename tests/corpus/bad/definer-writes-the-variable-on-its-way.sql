-- undecided: RF411 function public.by_returning(tenant uuid)
-- undecided: RF411 function public.by_block(tenant uuid)
-- undecided: RF411 function public.by_counting(tenant uuid)
-- finds: RF701 setting app.user
-- shared: public.members
-- shared: public.log
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
create table log (org uuid);
create function by_returning(tenant uuid) returns bigint language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid := public.caller();
begin
    insert into public.log (org) values (tenant) returning org into mine;
    return (select count(*) from public.orders as o where o.tenant_id = mine);
end
$$;
create function by_block(tenant uuid) returns bigint language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
<<block>>
declare
    mine uuid := public.caller();
begin
    block.mine := tenant;
    return (select count(*) from public.orders as o where o.tenant_id = mine);
end
$$;
create function by_counting(tenant uuid) returns bigint language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.orders as o
    where exists (select count(*) from public.members as m where m.org = o.tenant_id and m.user_id = public.caller())
$$;
