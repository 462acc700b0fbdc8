-- finds: RF323 policy ringfence_tenant on public.apis
alter policy ringfence_tenant on apis using (tenant_id = (select ringfence.tenant()) and name not like '.%');
