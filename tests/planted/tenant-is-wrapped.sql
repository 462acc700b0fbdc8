-- undecided: RF322 table public.apis
alter policy ringfence_tenant on apis
    using (left(tenant_id::text, 8) = (select ringfence.tenant())::text)
    with check (tenant_id = (select ringfence.tenant()));
