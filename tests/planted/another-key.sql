-- finds: RF312 table public.api_operations
drop policy ringfence_tenant on api_operations;
create policy fence on api_operations to ringfence_app
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
