create table outbox (id bigint generated always as identity primary key, body text not null);
grant select, insert, delete on outbox to ringfence_app;
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    note text,
    primary key (tenant_id, id)
);
-- ringfence protect orders
create function post() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    insert into public."outbox" (body) values (new.id || ' ' || new.note);
    return new;
end
$$;
create trigger post after insert on orders for each row execute function post();
-- shared: public.outbox
-- finds: RF216 table public.outbox
