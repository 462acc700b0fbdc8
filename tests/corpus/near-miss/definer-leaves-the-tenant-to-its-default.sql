-- undecided: RF411 function public.copy_of(old uuid)
-- undecided: RF411 function public.renew(old uuid)
-- undecided: RF411 function public.nothing_said()
-- undecided: RF411 function public.said_to_be_default(old uuid)
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    status text,
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create function renew(old uuid) returns void language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    insert into public.orders (id, status) values (old, 'new');
end
$$;
create function copy_of(old uuid) returns void language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    insert into public.orders as x (status) select o.status from unnest(array['a', 'b']) as o (status);
end
$$;
create function nothing_said() returns void language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    insert into public.orders default values;
end
$$;
create function said_to_be_default(old uuid) returns void language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    insert into public.orders (id, tenant_id) values (old, default);
end
$$;
