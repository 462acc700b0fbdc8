-- finds: RF301 table public.apis
alter policy ringfence_tenant on apis using (tenant_id = (select ringfence.tenant()) or host like '%.public.example');
