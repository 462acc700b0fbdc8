-- finds: RF212 table public.api_operations
alter table api_operations drop constraint api_operations_tenant_id_version_id_fkey;
drop policy ringfence_tenant on api_operations;
alter table api_operations alter column tenant_id drop default;
alter table api_operations alter column tenant_id type text;
alter table api_operations alter column tenant_id set default ringfence.tenant()::text;
create policy fence on api_operations to ringfence_app using (tenant_id = (select ringfence.tenant())::text);
