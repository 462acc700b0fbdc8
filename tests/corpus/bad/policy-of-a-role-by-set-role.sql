reset role;
create role reporting;
grant reporting to ringfence_app;
set role ringfence_owner;
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
alter role ringfence_app noinherit;
-- Before 16 a membership had no options of its own.
do $$
begin
    if current_setting('server_version_num')::integer >= 160000 then
        execute 'grant reporting to ringfence_app with inherit false';
    end if;
end
$$;
create policy everything on orders for select to reporting using (true);
grant select on orders to reporting;
-- finds: RF301 table public.orders
