-- finds: RF324 table public.api_versions
alter policy ringfence_tenant on api_versions
    using (exists (select from apis as a where a.id = api_versions.api_id))
    with check (exists (select from apis as a where a.id = api_versions.api_id));
