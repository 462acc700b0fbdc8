create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
create function note() returns trigger language plpgsql as $$ begin perform 1 from public.orders; return new; end $$;
create trigger note after insert on orders for each row execute function note();
-- finds: nothing
