create table notes (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect notes
reset role;
create view v_mine with (security_barrier) as
    select n.tenant_id, n.id from notes as n where n.tenant_id = ringfence.tenant();
create view v_all as select n.tenant_id, n.id from notes as n;
create view v with (security_barrier) as select m.id from v_mine as m union all select a.id from v_all as a;
grant select on v to ringfence_app;
-- finds: RF401 view public.v
