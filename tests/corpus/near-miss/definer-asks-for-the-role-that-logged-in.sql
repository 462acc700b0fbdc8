-- undecided: RF411 function public.my_orders()
-- undecided: RF411 function public.my_count()
-- finds: RF311 table public.orders
create table orders (
    tenant_id text not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
alter table orders enable row level security, force row level security;
create policy fence on orders to ringfence_app using (tenant_id = current_user);
grant select on orders to ringfence_app;
reset role;
create function my_orders() returns setof uuid language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select o.id from public.orders as o where o.tenant_id = session_user::text
$$;
create function my_count() returns bigint language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    answer bigint;
begin
    select count(*) into answer from public.orders as o where o.tenant_id = session_user;
    return answer;
end
$$;
