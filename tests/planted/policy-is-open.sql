-- finds: RF301 table public.apis
alter policy ringfence_tenant on apis using (true);
