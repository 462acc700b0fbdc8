-- finds: RF311 table public.orders
reset role;
create role clerks;
grant clerks to ringfence_app;
set local role ringfence_owner;
create table orders (
    tenant_id text not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
alter table orders enable row level security, force row level security;
create policy fence on orders to ringfence_app
    using (tenant_id = current_user);
grant select, insert, update, delete on orders to ringfence_app;
grant select on orders to clerks;
