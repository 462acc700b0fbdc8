-- undecided: RF306 table public.orders
-- root: public.tenants
create table tenants (id text primary key);
create table orders (
    tenant_id varchar(8) not null references tenants (id),
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
alter table orders enable row level security, force row level security;
create policy fence on orders to ringfence_app
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::varchar(8)));
grant select, insert, update, delete on orders to ringfence_app;
