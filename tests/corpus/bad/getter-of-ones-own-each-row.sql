create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
create function bound_tenant() returns uuid language sql stable parallel safe as $$ select ringfence.tenant() $$;
alter table orders enable row level security, force row level security;
create policy fence on orders to ringfence_app using (tenant_id = bound_tenant());
grant select on orders to ringfence_app;
-- finds: RF802 policy fence on public.orders
