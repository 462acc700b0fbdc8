-- finds: RF411 function public.by_a_view()
-- finds: RF411 function public.by_a_view_of_a_view()
-- finds: RF411 function public.by_a_view_with_a_function()
-- finds: RF411 function public.by_a_function()
-- finds: RF411 function public.by_a_function_of_a_function()
-- finds: RF411 function public.by_a_parsed_body()
-- finds: RF411 function public.by_what_it_is_told(tenant uuid)
-- finds: RF411 function public.in_a_loop()
-- finds: RF411 function public.writes_by_a_view()
-- says: RF411 reads that table by view public.everything
-- says: RF411 reads that table by function public.ids_again
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create view everything as select o.tenant_id, o.id from public.orders as o;
create view more as select e.id from public.everything as e;
create function all_ids() returns setof uuid language sql stable set search_path = pg_catalog, pg_temp
    as $$ select o.id from public.orders as o $$;
create function ids_again() returns setof uuid language plpgsql stable as $$
begin
    perform 1;
    return query select i from public.all_ids() as i;
end
$$;
create function of_tenant(tenant uuid) returns bigint language sql stable set search_path = pg_catalog, pg_temp
    as $$ select count(*) from public.orders as o where o.tenant_id = tenant $$;
create view called as select i.id from public.all_ids() as i (id);
revoke all on everything, more, called from public, ringfence_app;
create function by_a_view() returns bigint language sql security definer set search_path = pg_catalog, pg_temp
    as $$ select count(*) from public.everything $$;
create function by_a_view_of_a_view() returns bigint language sql security definer set search_path = pg_catalog, public, pg_temp
    as $$ select count(*) from more $$;
create function by_a_view_with_a_function() returns bigint language sql security definer set search_path = pg_catalog, pg_temp
    as $$ select count(*) from public.called $$;
create function by_a_function() returns setof uuid language sql security definer set search_path = pg_catalog, public, pg_temp
    as $$ select all_ids() $$;
create function by_a_function_of_a_function() returns setof uuid language sql security definer
    set search_path = pg_catalog, pg_temp as $$ select i from public.ids_again() as i $$;
create function by_a_parsed_body() returns bigint language sql security definer
    return (select count(*) from public.everything);
create function by_what_it_is_told(tenant uuid) returns bigint language sql security definer
    set search_path = pg_catalog, pg_temp as $$ select public.of_tenant(tenant) $$;
create function in_a_loop() returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid := ringfence.tenant();
    answer bigint := 0;
    one record;
begin
    for one in select e.id from public.everything as e loop
        answer := answer + 1;
    end loop;
    return answer;
end
$$;
create function writes_by_a_view() returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into public.everything (tenant_id) values (gen_random_uuid());
end
$$;
