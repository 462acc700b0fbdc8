-- finds: RF210 table public.api_operations
alter table api_operations drop constraint api_operations_pkey, add primary key (id);
alter table api_operations alter column tenant_id drop not null;
