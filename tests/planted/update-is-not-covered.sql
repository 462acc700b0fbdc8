-- finds: RF307 table public.api_versions
drop policy ringfence_tenant on api_versions;
create policy reads on api_versions for select to ringfence_app using (tenant_id = (select ringfence.tenant()));
create policy adds on api_versions for insert to ringfence_app with check (tenant_id = (select ringfence.tenant()));
create policy takes on api_versions for delete to ringfence_app using (tenant_id = (select ringfence.tenant()));
