reset role;
alter default privileges grant select on tables to ringfence_app;
-- finds: RF209 role postgres
