-- finds: RF209 role ringfence_owner
alter default privileges in schema public grant select on tables to ringfence_app;
