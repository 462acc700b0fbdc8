create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
alter table orders enable row level security, force row level security;
create policy fence on orders using (tenant_id = (select ringfence.tenant()));
reset role;
create role shop login superuser;
alter table orders owner to shop;
-- logins: guessed
-- unseen: the login of services
-- finds: RF101 role shop
