-- undecided: RF411 function public.says_it_and_leaves(tenant uuid)
-- undecided: RF411 function public.asks_another(tenant uuid)
-- undecided: RF411 function public.counts_some(tenant uuid)
-- undecided: RF411 function public.lets_support(tenant uuid)
-- undecided: RF411 function public.has_one_of_its_own(tenant uuid)
-- undecided: RF411 function public.asks_after(tenant uuid)
-- shared: public.members
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
create table members (user_id uuid not null, org uuid not null, primary key (user_id, org));
reset role;
create function refuse(tenant uuid, mine uuid) returns boolean language plpgsql stable as $$
begin
    if tenant is distinct from mine then
        raise exception 'not yours';
    end if;
    return true;
end
$$;
create function says_it_and_leaves(tenant uuid) returns bigint language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    if tenant is distinct from ringfence.tenant() then
        raise warning 'not yours';
        return 0;
    end if;
    return (select count(*) from public.orders as o where o.tenant_id = tenant);
end
$$;
create function asks_another(tenant uuid) returns bigint language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    if not public.refuse(tenant, ringfence.tenant()) then
        raise warning 'not yours';
    end if;
    return (select count(*) from public.orders as o where o.tenant_id = tenant);
end
$$;
create function counts_some(tenant uuid) returns bigint language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    if not exists (
        select count(*) from public.members as m where m.org = tenant and m.user_id = ringfence.tenant() having count(*) > 0
    ) then
        raise exception 'not a member';
    end if;
    return (select count(*) from public.orders as o where o.tenant_id = tenant);
end
$$;
create function lets_support(tenant uuid) returns bigint language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid := ringfence.tenant();
begin
    if session_user = 'support' then
        mine := tenant;
    end if;
    return (select count(*) from public.orders as o where o.tenant_id = mine);
end
$$;
create function has_one_of_its_own(tenant uuid) returns bigint language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid := ringfence.tenant();
begin
    declare
        mine uuid;
    begin
        mine := tenant;
    end;
    return (select count(*) from public.orders as o where o.tenant_id = mine);
end
$$;
create function asks_after(tenant uuid) returns bigint language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid := ringfence.tenant();
begin
    mine := tenant;
    if mine is distinct from ringfence.tenant() then
        raise exception 'not yours';
    end if;
    return (select count(*) from public.orders as o where o.tenant_id = mine);
end
$$;
