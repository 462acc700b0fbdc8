alter default privileges in schema public grant insert on tables to public;
-- finds: RF209 role ringfence_owner
