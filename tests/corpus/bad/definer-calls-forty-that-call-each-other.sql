-- finds: RF411 function public.order_count()
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
do $$
begin
    for i in 1..40 loop
        execute format('create function f%s() returns bigint language plpgsql as %L', i,
            'begin if random() < 0.5 then return '
                || (select string_agg(format('public.f%s()', n), ' + ') from generate_series(1, 40) as n)
                || '; end if; return ' || case i when 40 then '(select count(*) from public.orders)' else '0' end || '; end');
    end loop;
end
$$;
create function order_count() returns bigint language sql security definer set search_path = pg_catalog, pg_temp
    as $$ select public.f1() $$;
