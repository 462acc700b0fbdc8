create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid() unique,
    primary key (tenant_id, id)
);
create table order_lines (
    tenant_id uuid,
    id uuid primary key default gen_random_uuid(),
    order_id uuid references orders (id)
);
insert into orders (tenant_id, id)
values ('0198c5f2-7e5c-7000-8000-000000000001', '0198c5f2-7e5c-7000-8000-00000000000a');
insert into order_lines (tenant_id, order_id)
values ('0198c5f2-7e5c-7000-8000-000000000001', '0198c5f2-7e5c-7000-8000-00000000000a'),
    (null, '0198c5f2-7e5c-7000-8000-00000000000a');
-- finds: RF210 table public.order_lines
