-- finds: RF322 table public.rooms
-- undecided: RF322 table public.rooms
-- undecided: RF503 table public.rooms
reset role;
create extension citext;
set local role ringfence_owner;
create table rooms (
    tenant_id citext not null,
    id uuid not null default gen_random_uuid(),
    room text not null,
    exclude using btree (tenant_id with =, room with =),
    primary key (tenant_id, id)
);
create index on rooms (tenant_id);
alter table rooms enable row level security, force row level security;
create policy fence on rooms to ringfence_app using (tenant_id::text = (select ringfence.tenant())::text);
grant select, insert on rooms to ringfence_app;
