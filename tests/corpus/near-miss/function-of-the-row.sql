create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    state text not null,
    primary key (tenant_id, id)
);
create function is_open(state text) returns boolean language sql stable parallel safe as $$ select state <> 'done' $$;
-- ringfence protect orders
create policy unfinished on orders as restrictive to ringfence_app using (is_open(state));
-- finds: nothing
