-- finds: RF418 function public.own_count()
-- finds: RF701 setting app.tenant
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
create index on orders (tenant_id);
create function f7() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('app.tenant', true), '')::uuid $$;
create function b7(a uuid) returns boolean language sql stable parallel safe as $$ select a is not null $$;
create function u7(a text) returns text language sql stable parallel safe as $$ select a $$;
do $$
begin
    for i in reverse 6..1 loop
        execute format('create function f%s() returns uuid language sql stable parallel safe as %L',
            i, 'select coalesce(' || array_to_string(array_fill(format('public.f%s()', i + 1), array[40]), ', ') || ')');
        execute format('create function b%s(a uuid) returns boolean language sql stable parallel safe as %L',
            i, 'select ' || array_to_string(array_fill(format('public.b%s(a)', i + 1), array[40]), ' and '));
        execute format('create function u%s(a text) returns text language sql stable parallel safe as %L',
            i, format('select public.u%s(', i + 1) || array_to_string(array_fill('a'::text, array[40]), ' || ') || ')');
    end loop;
end
$$;
alter table orders enable row level security, force row level security;
create policy fence on orders to ringfence_app using (tenant_id = (select public.f1()));
create policy known on orders as restrictive to ringfence_app using (public.b1(tenant_id));
create policy written on orders as restrictive to ringfence_app using (public.u1(id::text) <> '');
grant select on orders to ringfence_app;
reset role;
create function own_count() returns bigint language sql stable security definer set search_path = pg_catalog, pg_temp
    as $$ select count(*) from public.orders as o where o.tenant_id = public.f1() $$;
