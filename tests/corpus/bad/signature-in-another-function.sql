create table signing_key (id integer primary key, secret text not null);
create function is_genuine(token text) returns boolean
language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
    select split_part(token, '|', 1) = encode(sha256(convert_to(k.secret || split_part(token, '|', 2), 'UTF8')), 'hex')
    from public.signing_key as k
$$;
create function bound_tenant() returns uuid
language plpgsql stable parallel safe set search_path = pg_catalog, pg_temp as $$
begin
    if public.is_genuine(current_setting('app.token', true)) then
        return split_part(current_setting('app.token', true), '|', 2)::uuid;
    end if;
    return null;
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
-- shared: public.signing_key
-- finds: RF706 function public.bound_tenant()
-- undecided: RF306 table public.orders
