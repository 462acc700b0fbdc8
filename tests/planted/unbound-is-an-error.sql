-- finds: RF320 function public.bound_tenant()
create function bound_tenant() returns uuid language sql stable parallel safe
    as $$ select coalesce(ringfence.tenant(), current_setting('app.none')::uuid) $$;
drop policy ringfence_tenant on apis;
create policy fence on apis to ringfence_app
    using (tenant_id = (select ringfence.tenant()) and tenant_id = (select bound_tenant()));
