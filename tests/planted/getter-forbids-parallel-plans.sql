-- finds: RF805 function public.bound_tenant()
create function bound_tenant() returns uuid language sql stable parallel unsafe as $$ select ringfence.tenant() $$;
alter policy ringfence_tenant on apis
    using (tenant_id = (select bound_tenant())) with check (tenant_id = (select bound_tenant()));
