create table notes (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect notes
reset role;
create view joined with (security_barrier) as
    select n.tenant_id, n.id, m.id as other
    from notes as n
    join notes as m on m.tenant_id = n.tenant_id
    where n.tenant_id = ringfence.tenant();
create view counted with (security_barrier) as
    select n.tenant_id, n.id, count(*) over () as count from notes as n where n.tenant_id = ringfence.tenant();
create view unrolled with (security_barrier) as
    select n.tenant_id, n.id, generate_series(1, 2) as place from notes as n where n.tenant_id = ringfence.tenant();
grant select, insert, update on joined, counted, unrolled to ringfence_app;
-- finds: nothing
