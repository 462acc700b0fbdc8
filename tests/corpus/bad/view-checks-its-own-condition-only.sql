create table notes (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect notes
reset role;
create view v_mine with (security_barrier) as
    select n.tenant_id, n.id from notes as n where n.tenant_id = ringfence.tenant();
create view v as select m.tenant_id, m.id from v_mine as m where m.id is not null with local check option;
grant select, update on v to ringfence_app;
-- finds: RF406 view public.v
