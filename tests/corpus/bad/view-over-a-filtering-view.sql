create table notes (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect notes
reset role;
create view v_mine as select n.tenant_id, n.id from notes as n where n.tenant_id = ringfence.tenant();
create view v as select m.tenant_id as whose, m.id from v_mine as m;
grant select, insert on v to ringfence_app;
-- finds: RF403 view public.v
-- finds: RF406 view public.v
