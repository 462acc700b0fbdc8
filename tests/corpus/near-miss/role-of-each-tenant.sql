-- finds: nothing
reset role;
create role tenant_one;
create role tenant_two;
grant tenant_one, tenant_two to ringfence_app;
set local role ringfence_owner;
create table orders (
    tenant_id text not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
alter table orders enable row level security, force row level security;
create policy fence on orders using (tenant_id = current_user);
grant select, insert, update, delete on orders to tenant_one, tenant_two;
