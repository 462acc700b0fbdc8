create table change_log (id bigint generated always as identity primary key, line jsonb not null);
grant select on change_log to ringfence_app;
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
create function note_time() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    -- insert into public.change_log (line) values (to_jsonb(new));
    insert into public.change_log (line) values (to_jsonb(now()));
    return null;
end
$$;
create trigger note_time after insert on orders for each statement execute function note_time();
-- shared: public.change_log
-- finds: nothing
