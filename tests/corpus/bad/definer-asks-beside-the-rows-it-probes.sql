-- finds: RF411 function public.probe(guess text)
-- finds: RF411 function public.probe_by_setting(guess text)
-- undecided: RF411 function public.probe_in_the_condition(guess text)
-- finds: RF701 setting app.tenant
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    card text,
    primary key (tenant_id, id)
);
create index on orders (tenant_id);
alter table orders enable row level security, force row level security;
create policy fence on orders to ringfence_app
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
grant select on orders to ringfence_app;
reset role;
-- What is answered is the caller's, and whether it is answered tells of everybody's rows.
create function probe(guess text) returns uuid language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select case
        when exists (select from public.orders as x where x.card = guess)
        then nullif(current_setting('app.tenant', true), '')::uuid
    end
$$;
create function probe_by_setting(guess text) returns text language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select current_setting('app.tenant', exists (select from public.orders as x where x.card = guess))
$$;
create function probe_in_the_condition(guess text) returns bigint language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.orders as o
    where o.tenant_id = case
        when exists (select from public.orders as x where x.card = guess)
        then nullif(current_setting('app.tenant', true), '')::uuid
    end
$$;
