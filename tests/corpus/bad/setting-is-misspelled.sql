-- finds: RF312 table public.invoices
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
alter table orders enable row level security, force row level security;
create policy fence on orders to ringfence_app
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
grant select, insert, update, delete on orders to ringfence_app;
create table invoices (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
alter table invoices enable row level security, force row level security;
create policy fence on invoices to ringfence_app
    using (tenant_id = (select nullif(current_setting('app.tennant', true), '')::uuid));
grant select, insert, update, delete on invoices to ringfence_app;
create table payments (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
alter table payments enable row level security, force row level security;
create policy fence on payments to ringfence_app
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
grant select, insert, update, delete on payments to ringfence_app;
-- accepts: RF701 setting app.tenant
