-- finds: RF207 table public.old_apis
create table old_apis (retired date, foreign key (tenant_id) references tenants (id)) inherits (apis);
create index on old_apis (tenant_id);
grant select on old_apis to ringfence_app;
