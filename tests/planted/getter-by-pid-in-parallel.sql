-- finds: RF703 function public.bound_tenant()
create function bound_tenant() returns uuid language sql stable parallel safe as
    $$ select case when pg_backend_pid() > 0 then ringfence.tenant() end $$;
alter policy ringfence_tenant on apis
    using (tenant_id = (select bound_tenant())) with check (tenant_id = (select bound_tenant()));
