-- finds: nothing
reset role;
create extension btree_gist;
set local role ringfence_owner;
create table rooms (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    room text not null,
    during tsrange not null,
    exclude using gist (tenant_id with =, room with =, during with &&),
    exclude using gist (lower(room) with =, during with &&, tenant_id with operator(pg_catalog.=)) where (room <> ', x with ='),
    primary key (tenant_id, id)
);
-- ringfence protect rooms
