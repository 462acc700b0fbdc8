create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
create table inbox (id uuid primary key, sender text, body text);
-- unclassified: public.inbox
-- finds: nothing
