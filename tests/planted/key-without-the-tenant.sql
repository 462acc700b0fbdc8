-- finds: RF501 table public.api_operations
alter table api_versions add unique (id);
alter table api_operations drop constraint api_operations_tenant_id_version_id_fkey;
alter table api_operations add foreign key (version_id) references api_versions (id);
create index on api_operations (version_id);
