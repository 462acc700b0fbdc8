-- finds: RF411 function public.order_count()
-- finds: RF401 view public.all_orders
-- finds: RF416 function public.count_orders()
-- finds: RF404 table public.inbox
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    status text,
    card text,
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
-- No superuser, and bypasses nothing: its own policy shows it all rows, and whatever it made shows them to services.
create role jobs;
grant usage on schema public to jobs;
grant select, insert on orders to jobs;
create policy jobs on orders to jobs using (true);
create function order_count() returns bigint language sql security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.orders
$$;
alter function order_count() owner to jobs;
create view all_orders as select o.id from orders as o;
alter view all_orders owner to jobs;
grant select on all_orders to ringfence_app;
create table inbox (tenant_id uuid not null, id uuid not null, primary key (tenant_id, id));
-- ringfence protect inbox
alter table inbox owner to jobs;
create rule copy_to_orders as on insert to inbox do also insert into orders (tenant_id, id) values (new.tenant_id, new.id);
create function count_orders() returns trigger language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    if (select count(*) from public.orders) > 1000 then
        raise exception 'full';
    end if;
    return new;
end
$$;
alter function count_orders() owner to jobs;
create trigger count_orders before insert on orders for each row execute function count_orders();
