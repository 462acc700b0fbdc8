create table notes (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect notes
reset role;
create view v_mine as select n.tenant_id, n.id from notes as n where n.tenant_id = ringfence.tenant();
create view v with (security_barrier) as select m.tenant_id, m.id from v_mine as m with cascaded check option;
create view v_checked with (security_barrier) as
    select n.tenant_id, n.id from notes as n where n.tenant_id = ringfence.tenant() with local check option;
create view w as select c.tenant_id, c.id from v_checked as c;
grant select, insert, update on v, w to ringfence_app;
-- finds: nothing
