-- undecided: RF411 function public.tells()
-- undecided: RF411 function public.notes()
-- shared: public.log
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
create table log (what text not null);
reset role;
create function refuses() returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    raise exception 'there are no orders' using hint = 'orders come later';
end
$$;
create function tells() returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
    select pg_catalog.pg_notify('orders', 'look')
$$;
create function notes() returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into public.log (what) values ('orders');
end
$$;
