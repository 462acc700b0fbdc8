-- undecided: RF411 function public.give(other uuid)
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    customer_id uuid,
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create function give(other uuid) returns void language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    update public.orders as o set tenant_id = other where o.tenant_id = ringfence.tenant();
end
$$;
