-- logins: guessed
-- unseen: the login of services
-- finds: RF101 role shop
reset role;
create role shop login superuser;
set role shop;
create schema shop;
create table shop.orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
alter table shop.orders enable row level security, force row level security;
create policy fence on shop.orders using (tenant_id = (select ringfence.tenant()));
reset role;
