reset role;
create schema "odd Schema";
grant usage, create on schema "odd Schema" to ringfence_app;
alter role all set search_path = "odd Schema", pg_catalog;
-- finds: RF109 role all
