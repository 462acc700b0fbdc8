-- finds: RF804 table public.apis
create policy again on apis for select to ringfence_app
    using (tenant_id = (select ringfence.tenant()) and name is not null);
