-- finds: RF411 function public.given(target uuid)
-- finds: RF411 function public.second(target uuid)
-- finds: RF411 function public.without_a_list(target uuid)
-- finds: RF411 function public.to_a_table_without_default(old uuid)
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    status text,
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create table notes (tenant_id uuid not null, id uuid not null default gen_random_uuid(), primary key (tenant_id, id));
-- ringfence protect notes
alter table notes alter column tenant_id set default '11111111-1111-1111-1111-111111111111';
reset role;
create function given(target uuid) returns void language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid := ringfence.tenant();
begin
    insert into public.orders (id, tenant_id, status) values (mine, target, 'new');
end
$$;
create function second(target uuid) returns void language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid := ringfence.tenant();
begin
    insert into public.orders (tenant_id) values (mine), (target);
end
$$;
create function without_a_list(target uuid) returns void language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    insert into public.orders values (target, gen_random_uuid(), 'new');
end
$$;
create function to_a_table_without_default(old uuid) returns void language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid := ringfence.tenant();
begin
    insert into public.notes (id) values (old);
end
$$;
-- finds: RF211 table public.notes
