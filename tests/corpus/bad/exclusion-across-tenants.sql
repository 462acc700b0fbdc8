-- finds: RF503 table public.accounts
-- finds: RF503 table public.rooms
reset role;
create extension btree_gist;
set local role ringfence_owner;
create table accounts (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    email text not null,
    -- Two of one tenant may have the same, two of different ones may not.
    exclude using gist (email with =, tenant_id with <>),
    primary key (tenant_id, id)
);
-- ringfence protect accounts
create table rooms (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    room text not null,
    during tsrange not null,
    constraint "one with = at once, ""id""" exclude using gist (room with =, during with &&, id with <>),
    primary key (tenant_id, id)
);
-- ringfence protect rooms
