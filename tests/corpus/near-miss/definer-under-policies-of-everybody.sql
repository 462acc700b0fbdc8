-- undecided: RF306 table public.lines
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
create policy owners on orders to ringfence_owner using (tenant_id = (select ringfence.tenant()));
create table lines (
    tenant_id uuid not null,
    order_id uuid not null,
    number integer not null,
    primary key (tenant_id, order_id, number)
);
create index on lines (tenant_id);
alter table lines enable row level security, force row level security;
-- Whatever this policy is worth, it is worth for the owner what it is for services.
create policy lines on lines
    using (exists (select from orders as o where o.tenant_id = lines.tenant_id and o.id = lines.order_id));
grant select on lines to ringfence_app;
create function line_count() returns bigint language sql security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.lines
$$;
grant execute on function line_count() to ringfence_app;
