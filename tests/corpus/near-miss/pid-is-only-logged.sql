create function bound_tenant() returns uuid
language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp as $$
begin
    raise debug 'process %', pg_backend_pid();
    return ringfence.tenant();
end
$$;
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
alter policy ringfence_tenant on orders using (tenant_id = (select bound_tenant()))
    with check (tenant_id = (select bound_tenant()));
-- undecided: RF306 table public.orders
