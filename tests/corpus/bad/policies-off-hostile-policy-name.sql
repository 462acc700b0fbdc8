create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
create policy "p; --" on orders to ringfence_app using (tenant_id = (select ringfence.tenant()));
grant select on orders to ringfence_app;
-- finds: RF202 table public.orders
