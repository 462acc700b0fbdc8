-- undecided: RF411 function public.warns(tenant uuid)
-- undecided: RF411 function public.counts(tenant uuid)
-- undecided: RF411 function public.forgives(tenant uuid)
-- undecided: RF411 function public.takes_nothing_for_equal(tenant uuid)
-- undecided: RF411 function public.changes_its_mind(tenant uuid)
-- finds: RF411 function public.asks_too_late(tenant uuid)
-- undecided: RF411 function public.keeps_a_side(tenant uuid)
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
create function warns(tenant uuid) returns bigint language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    if not exists (select from public.members as m where m.org = tenant and m.user_id = public.caller()) then
        raise warning 'not a member';
    end if;
    return (select count(*) from public.orders as o where o.tenant_id = tenant);
end
$$;
-- A count has a row, be it of nothing.
create function counts(tenant uuid) returns bigint language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    if not exists (select count(*) from public.members as m where m.org = tenant and m.user_id = public.caller()) then
        raise exception 'not a member';
    end if;
    return (select count(*) from public.orders as o where o.tenant_id = tenant);
end
$$;
create function forgives(tenant uuid) returns bigint language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    if tenant is distinct from public.caller() then
        raise exception 'not yours';
    end if;
    return 0;
exception when others then
    return (select count(*) from public.orders as o where o.tenant_id = tenant);
end
$$;
-- Where nobody is bound, the condition is null, and the function goes on.
create function takes_nothing_for_equal(tenant uuid) returns bigint language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    if tenant <> public.caller() then
        raise exception 'not yours';
    end if;
    return (select count(*) from public.orders as o where o.tenant_id = tenant);
end
$$;
create function changes_its_mind(tenant uuid) returns bigint language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    if tenant is distinct from public.caller() then
        raise exception 'not yours';
    end if;
    select m.org into tenant from public.members as m limit 1;
    return (select count(*) from public.orders as o where o.tenant_id = tenant);
end
$$;
create function asks_too_late(tenant uuid) returns bigint language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    if tenant is not null then
        return (select count(*) from public.orders as o where o.tenant_id = tenant);
    end if;
    if tenant is distinct from public.caller() then
        raise exception 'not yours';
    end if;
    return 0;
end
$$;
create function keeps_a_side(tenant uuid) returns bigint language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    if not exists (
        select from public.orders as x left join public.members as m on m.org = tenant and m.user_id = public.caller()
        where x.tenant_id = public.caller()
    ) then
        raise exception 'not a member';
    end if;
    return (select count(*) from public.orders as o where o.tenant_id = tenant);
end
$$;
