create table signing_key (id integer primary key, secret text not null);
create function bound_tenant() returns uuid
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
declare
    token text := current_setting('app.token', true);
    body text := substr(token, 66);
begin
    if left(token, 64) = (select encode(sha256(convert_to(k.secret || body, 'UTF8')), 'hex') from public.signing_key as k)
        and split_part(body, '|', 1)::timestamptz > clock_timestamp()
    then
        return split_part(body, '|', 2)::uuid;
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
-- undecided: RF306 table public.orders
