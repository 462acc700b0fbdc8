-- finds: RF308 policy support on public.apis
create policy support on apis to ringfence_admin using (tenant_id = (select ringfence.tenant()));
