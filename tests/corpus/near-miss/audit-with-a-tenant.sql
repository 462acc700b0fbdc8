create table change_log (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    line jsonb not null,
    primary key (tenant_id, id)
);
-- ringfence protect change_log
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
create function log_change() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    insert into public.change_log (tenant_id, line) values (new.tenant_id, to_jsonb(new));
    return new;
end
$$;
create trigger log_change after insert on orders for each row execute function log_change();
-- finds: nothing
