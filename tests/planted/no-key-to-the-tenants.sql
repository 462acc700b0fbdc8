-- finds: RF213 table public.apis
alter table apis drop constraint apis_tenant_id_fkey;
