-- undecided: RF411 function public.own_count()
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    status text,
    card text,
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
-- The getter binds; the setting narrows, and whoever calls writes it.
create policy narrow on orders as restrictive to ringfence_app
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
create function own_count() returns bigint language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.orders as o where o.tenant_id = nullif(current_setting('app.tenant', true), '')::uuid
$$;
