-- finds: RF803 policy fence on public.orders
-- undecided: RF306 table public.orders
create table shares (
    tenant_id uuid not null,
    order_id uuid not null,
    primary key (tenant_id, order_id)
);
-- ringfence protect shares
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
reset role;
create role reporter;
alter role ringfence_app noinherit;
grant reporter to ringfence_app;
alter table orders enable row level security, force row level security;
create policy fence on orders to ringfence_app, reporter
    using (tenant_id = (select ringfence.tenant()) or id in (select s.order_id from shares as s));
-- It holds for reports alone: services that do not become the role read the rows of all tenants.
create policy bound on orders as restrictive to reporter using (tenant_id = (select ringfence.tenant()));
grant select on orders to ringfence_app;
