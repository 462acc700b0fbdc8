create table orders (tenant_id bigint not null, id uuid primary key);
create table lines (
    tenant_id integer not null,
    id uuid not null default gen_random_uuid(),
    order_id uuid references orders (id),
    primary key (tenant_id, id)
);
insert into orders (tenant_id, id) values (1, '0198c5f2-7e5c-7000-8000-00000000000a');
insert into lines (tenant_id, order_id)
values (1, '0198c5f2-7e5c-7000-8000-00000000000a'), (2, '0198c5f2-7e5c-7000-8000-00000000000a');
-- finds: RF504 table public.lines
