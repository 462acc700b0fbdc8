-- finds: RF304 table public.apis
alter policy ringfence_tenant on apis
    using (tenant_id in ((select ringfence.tenant()), (select nullif(current_setting('app.tenant', true), '')::uuid)));
