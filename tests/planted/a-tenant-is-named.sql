-- finds: RF310 table public.apis
alter policy ringfence_tenant on apis
    using (tenant_id in ((select ringfence.tenant()), '11111111-1111-4111-8111-111111111111'));
