-- finds: RF418 function public.own_count()
-- finds: RF701 setting request.jwt.claims
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    card text,
    primary key (tenant_id, id)
);
create index on orders (tenant_id);
alter table orders enable row level security, force row level security;
create policy fence on orders to ringfence_app
    using (tenant_id = (select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'org')::uuid));
grant select on orders to ringfence_app;
reset role;
create function own_count() returns bigint language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.orders as o
    where o.tenant_id = (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'org')::uuid
$$;
