-- finds: RF322 table public.orders
-- undecided: RF306 table public.orders
reset role;
create extension citext;
set role ringfence_owner;
create function is_mine(id citext) returns boolean language plpgsql stable parallel safe as $$
begin
    perform 1;
    return true;
end
$$;
create table orders (
    tenant_id citext not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
alter table orders enable row level security, force row level security;
create policy fence on orders to ringfence_app using (is_mine(tenant_id));
grant select, insert, update, delete on orders to ringfence_app;
