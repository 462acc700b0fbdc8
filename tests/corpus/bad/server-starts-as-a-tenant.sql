-- setting: app.tenant 0198c5f2-7e5c-7000-8000-000000000001
-- finds: RF109 setting app.tenant
-- finds: RF701 setting app.tenant
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
alter table orders enable row level security, force row level security;
create policy fence on orders to ringfence_app
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
grant select, insert, update, delete on orders to ringfence_app;
