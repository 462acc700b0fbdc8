-- undecided: RF411 function public.forget(old uuid)
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    customer_id uuid,
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create function forget(old uuid) returns bigint language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid := ringfence.tenant();
    gone public.orders%rowtype;
begin
    -- Whatever is passed says which of the caller's own.
    if old is null then
        return 0;
    end if;
    update public.orders as o set customer_id = null where o.tenant_id = mine and o.id = old;
    delete from public.orders as o where o.id = old and o.tenant_id = mine;
    return (select case when count(*) > 0 then 1 else 0 end from public.orders as o where o.tenant_id = mine);
end
$$;
