-- finds: RF320 function public.bound_tenant()
create function bound_tenant() returns uuid language plpgsql stable parallel safe as $$
begin
    return current_setting('app.tenant')::uuid;
exception when undefined_object then
    return null;
end
$$;
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
alter table orders enable row level security, force row level security;
create policy fence on orders to ringfence_app
    using (tenant_id = (select bound_tenant()));
grant select, insert, update, delete on orders to ringfence_app;
-- accepts: RF701 setting app.tenant
