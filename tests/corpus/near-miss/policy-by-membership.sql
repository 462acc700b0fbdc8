create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
reset role;
create role writers;
grant writers to ringfence_app;
set role ringfence_owner;
alter table orders enable row level security, force row level security;
create policy own on orders to writers using (tenant_id = (select ringfence.tenant()));
grant select on orders to ringfence_app;
-- finds: nothing
