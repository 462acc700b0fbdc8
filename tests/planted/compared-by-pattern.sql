-- finds: RF313 table public.apis
alter policy ringfence_tenant on apis using (tenant_id::text like (select ringfence.tenant())::text || '%');
