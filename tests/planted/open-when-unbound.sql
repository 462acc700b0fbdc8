-- finds: RF302 table public.apis
alter policy ringfence_tenant on apis
    using (tenant_id = (select ringfence.tenant()) or (select ringfence.tenant()) is null);
