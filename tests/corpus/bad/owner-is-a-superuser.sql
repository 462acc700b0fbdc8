-- finds: RF203 table public.orders
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
alter table orders no force row level security, owner to current_user;
