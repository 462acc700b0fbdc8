-- undecided: RF306 table public.api_operations
alter policy ringfence_tenant on api_operations
    using (tenant_id in (select v.tenant_id from api_versions as v where v.label = 'v1'))
    with check (tenant_id = (select ringfence.tenant()));
