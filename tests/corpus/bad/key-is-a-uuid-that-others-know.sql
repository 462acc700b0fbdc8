-- finds: RF503 table public.members
-- finds: RF503 table public.tokens
-- shared: public.users
create table users (id uuid not null primary key);
-- Whoever is a member of two is known to both, and the second may not have it.
create table members (
    tenant_id uuid not null,
    user_id uuid not null unique references users (id),
    primary key (tenant_id, user_id)
);
-- ringfence protect members
create table tokens (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    -- The same for all that ask within a second.
    token uuid not null unique default md5(now()::text)::uuid,
    part varchar(35) not null unique default ('order-' || gen_random_uuid())::varchar(13),
    primary key (tenant_id, id)
);
-- ringfence protect tokens
