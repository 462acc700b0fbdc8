-- finds: nothing
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    status text,
    card text,
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create role jobs;
grant usage on schema public to jobs;
grant select, insert on orders to jobs;
create policy reads on orders for select to jobs using (tenant_id = (select ringfence.tenant()));
-- It may write rows of all, and this function only reads.
create policy fills on orders for insert to jobs with check (true);
create function order_count() returns bigint language sql security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.orders
$$;
alter function order_count() owner to jobs;
-- All rows are its, by the policy; it has no right to any.
create role auditor;
grant usage on schema public to auditor;
create policy auditors on orders to auditor using (true);
create function audited() returns bigint language sql security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.orders
$$;
alter function audited() owner to auditor;
create view my_orders as select o.id from orders as o;
alter view my_orders owner to jobs;
grant select on my_orders to ringfence_app;
