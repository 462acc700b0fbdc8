create table notes (
    tenant_id name not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
reset role;
create view v with (security_barrier) as select n.id from notes as n where n.tenant_id = current_user;
grant select on v to ringfence_app;
-- finds: RF401 view public.v
