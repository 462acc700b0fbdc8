create table notes (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect notes
reset role;
create view v with (security_barrier) as
    select n.id from notes as n where n.tenant_id = current_setting('app.tenant', true)::uuid;
grant select on v to ringfence_app;
-- finds: RF401 view public.v
