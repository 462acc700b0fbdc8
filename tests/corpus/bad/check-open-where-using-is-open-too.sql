create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    is_public boolean not null default false,
    primary key (tenant_id, id)
);
alter table orders enable row level security, force row level security;
create policy fence on orders to ringfence_app
    using (tenant_id = (select ringfence.tenant()) or is_public)
    with check (true);
grant select, insert, update, delete on orders to ringfence_app;
-- finds: RF301 table public.orders
-- finds: RF305 table public.orders
