-- undecided: RF411 function public.shown()
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    status text,
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create trusted language plbound handler plpgsql_call_handler;
create function shown() returns text language plbound security definer
    set search_path = pg_catalog, pg_temp as $$
    my $n = 9; while ($n--) { return spi_exec_query('select o.* from public.orders as o')->{rows}[0]->{id} }
$$;
