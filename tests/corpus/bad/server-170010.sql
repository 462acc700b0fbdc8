-- server: 170010
select 1;
-- finds: RF901 server PostgreSQL 17.10
-- finds: RF902 server PostgreSQL 17.10
