-- finds: RF801 table public.api_notes
create table api_notes (
    tenant_id uuid not null default ringfence.tenant() references tenants (id),
    id uuid not null default gen_random_uuid() primary key,
    note text not null
);
alter table api_notes enable row level security, force row level security;
create policy ringfence_tenant on api_notes to ringfence_app
    using (tenant_id = (select ringfence.tenant())) with check (tenant_id = (select ringfence.tenant()));
grant select, insert, update, delete on api_notes to ringfence_app;
