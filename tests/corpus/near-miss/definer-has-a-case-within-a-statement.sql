-- undecided: RF411 function public.flips()
-- undecided: RF411 function public.keeps(old uuid)
-- undecided: RF411 function public.makes(kind integer)
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
    update public.orders as o set status = case when o.status = 'a' then 'b' else 'c' end where o.tenant_id = mine;
end
$$;
create function keeps(old uuid) returns bigint language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid := ringfence.tenant();
begin
    case when old is null then
        return 0;
    else
        return (
            select count(*) from public.orders as o
            where case when o.status = 'a' then case o.id when old then 1 else 2 end else 3 end = 1 and o.tenant_id = mine
        );
    end case;
end
$$;
create function makes(kind integer) returns void language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid := ringfence.tenant();
begin
    insert into public.orders (status, tenant_id) values (case kind when 1 then 'a' else 'b' end, mine);
end
$$;
