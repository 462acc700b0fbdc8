create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid() unique,
    primary key (tenant_id, id)
);
create table order_lines (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    order_id uuid references orders (id),
    primary key (tenant_id, id)
);
insert into orders (tenant_id, id)
values ('0198c5f2-7e5c-7000-8000-000000000001', '0198c5f2-7e5c-7000-8000-00000000000a');
insert into order_lines (tenant_id, order_id)
values ('0198c5f2-7e5c-7000-8000-000000000001', '0198c5f2-7e5c-7000-8000-00000000000a'),
    ('0198c5f2-7e5c-7000-8000-000000000002', '0198c5f2-7e5c-7000-8000-00000000000a'),
    ('0198c5f2-7e5c-7000-8000-000000000002', null);
-- ringfence protect orders
-- ringfence protect order_lines
-- finds: RF501 table public.order_lines
-- finds: RF504 table public.order_lines
