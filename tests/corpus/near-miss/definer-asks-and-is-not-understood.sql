-- undecided: RF411 function public.as_it_goes()
-- undecided: RF411 function public.becomes(tenant text)
-- undecided: RF411 function public.in_a_case(kind integer)
-- undecided: RF411 function public.shows_what_is_left(old uuid)
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
create function become(tenant text) returns text language sql as $$ select set_config('app.user', tenant, true) $$;
create function becomes(tenant text) returns bigint language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    perform public.become(tenant);
    return (select count(*) from public.orders as o where o.tenant_id = public.caller());
end
$$;
create function as_it_goes() returns bigint language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    rows cursor (mine uuid) for select o.id from public.orders as o where o.tenant_id = mine;
    answer bigint := 0;
begin
    for r in rows (public.caller()) loop
        answer := answer + 1;
    end loop;
    return answer;
end
$$;
create function in_a_case(kind integer) returns bigint language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    case kind
        when 1 then
            return (select count(*) from public.orders as o where o.tenant_id = public.caller());
        else
            return 0;
    end case;
end
$$;
create function shows_what_is_left(old uuid) returns setof bigint language sql security definer
    set search_path = pg_catalog, pg_temp as $$
    delete from public.orders as o where o.tenant_id = public.caller() and o.id = old
        returning (select count(*) from public.orders as x)
$$;
