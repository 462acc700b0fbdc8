-- finds: RF411 function public.add(tenant uuid)
-- finds: RF411 function public.add_and_ask(tenant uuid)
-- finds: RF411 function public.forget(tenant uuid)
-- finds: RF411 function public.forget_all()
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    customer_id uuid,
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create function add(tenant uuid) returns void language sql security definer
    set search_path = pg_catalog, pg_temp as $$
    insert into public.orders (tenant_id) values (tenant)
$$;
create function add_and_ask(tenant uuid) returns void language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    perform ringfence.tenant();
    insert into public.orders (customer_id, tenant_id) values (ringfence.tenant(), tenant);
end
$$;
create function forget(tenant uuid) returns void language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    perform tenant;
    truncate public.orders;
end
$$;
create function forget_all() returns void language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    if ringfence.tenant() = ringfence.tenant() then
        delete from public.orders;
    end if;
end
$$;
