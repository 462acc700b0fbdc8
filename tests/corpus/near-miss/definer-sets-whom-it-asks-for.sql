-- undecided: RF411 function public.order_count(tenant text)
-- finds: RF701 setting app.tenant
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
alter table orders enable row level security, force row level security;
create policy fence on orders to ringfence_app using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
grant select on orders to ringfence_app;
reset role;
create function order_count(tenant text) returns bigint language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    perform set_config('app.tenant', tenant, true);
    return (select count(*) from public.orders as o where o.tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
end
$$;
