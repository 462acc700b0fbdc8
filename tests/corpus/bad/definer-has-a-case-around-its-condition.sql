-- finds: RF411 function public.flips()
-- finds: RF411 function public.counts(kind integer)
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    status text,
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create function flips() returns void language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid := ringfence.tenant();
begin
    update public.orders as o set status = case when o.tenant_id = mine then 'b' else 'c' end;
end
$$;
create function counts(kind integer) returns bigint language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid := ringfence.tenant();
begin
    case when kind = 1 then
        return (select count(*) from public.orders as o where o.tenant_id = mine);
    else
        return (select count(*) from public.orders as o);
    end case;
end
$$;
