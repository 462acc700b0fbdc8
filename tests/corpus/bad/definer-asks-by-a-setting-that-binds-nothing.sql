-- finds: RF411 function public.order_count()
-- finds: RF411 function public.order_count_of_pid()
-- finds: RF701 setting app.tenant
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    visible_to text,
    version integer,
    primary key (tenant_id, id)
);
alter table orders enable row level security, force row level security;
create policy fence on orders to ringfence_app
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
create policy no_guests on orders as restrictive to ringfence_app
    using ((select current_setting('app.role', true)) <> 'guest');
grant select on orders to ringfence_app;
reset role;
create function order_count() returns bigint language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.orders as o where o.visible_to = current_setting('app.role', true)
$$;
create function order_count_of_pid() returns bigint language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.orders as o where o.version = pg_backend_pid()
$$;
