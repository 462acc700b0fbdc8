-- finds: RF311 table public.apis
alter policy ringfence_tenant on apis
    using (tenant_id::text = current_user) with check (tenant_id::text = current_user);
