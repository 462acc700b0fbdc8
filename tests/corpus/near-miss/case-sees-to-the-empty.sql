-- finds: nothing
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
alter table orders enable row level security, force row level security;
create policy fence on orders to ringfence_app
    using (tenant_id = (select case when current_setting('app.tenant', true) <> '' then current_setting('app.tenant', true)::uuid end));
grant select, insert, update, delete on orders to ringfence_app;
-- accepts: RF701 setting app.tenant
