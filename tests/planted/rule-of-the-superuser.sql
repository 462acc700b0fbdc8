-- finds: RF404 view public.api_names
reset role;
create view api_names with (security_barrier) as select t.id, t.name from tenants as t;
create rule rename as on update to api_names do instead
    update apis set name = new.name where tenant_id = old.id and name = old.name;
grant select, update on api_names to ringfence_app;
