-- undecided: RF411 function public.cancel(old uuid)
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    status text,
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create table audit_log (tenant_id uuid not null, what text not null, at timestamptz not null default now());
-- ringfence protect audit_log
reset role;
create function cancel(old uuid) returns void language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid := ringfence.tenant();
    what constant text := 'orders';
    refusal text := 'cannot touch orders';
begin
    update public.orders as o set status = 'cancelled' where o.tenant_id = mine and o.id = old;
    if not found then
        raise exception 'orders not found' using hint = 'select one of orders';
    end if;
    insert into public.audit_log (what, tenant_id) values ('orders', mine);
    perform pg_notify('orders', old::text);
    lock table public.orders in share mode;
end
$$;
