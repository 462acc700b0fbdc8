-- finds: RF305 table public.api_versions
alter policy ringfence_tenant on api_versions with check (true);
