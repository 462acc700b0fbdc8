create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
alter table orders enable row level security, force row level security;
create policy fence on orders to ringfence_app
    using (tenant_id = (select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'tenant')::uuid));
grant select on orders to ringfence_app;
-- finds: RF701 setting request.jwt.claims
