create table notes (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
create table log (id uuid);
-- shared: public.log
-- ringfence protect notes
reset role;
create view v with (security_barrier) as select n.tenant_id, n.id from notes as n where n.tenant_id = ringfence.tenant();
create rule logs as on insert to v do also insert into log values (new.id);
create rule never as on delete to v do instead nothing;
grant select, insert, delete on v to ringfence_app;
-- finds: RF406 view public.v
