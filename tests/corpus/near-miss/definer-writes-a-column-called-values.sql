-- undecided: RF411 function public.first(v integer)
-- undecided: RF411 function public.last(v integer)
create table readings (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    values integer,
    at timestamptz not null default now(),
    primary key (tenant_id, id)
);
-- ringfence protect readings
reset role;
create function first(v integer) returns void language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid := ringfence.tenant();
begin
    insert into public.readings (tenant_id, values, at) values (mine, v, now());
end
$$;
create function last(v integer) returns void language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid := ringfence.tenant();
begin
    insert into public.readings (tenant_id, values) values (mine, v);
end
$$;
