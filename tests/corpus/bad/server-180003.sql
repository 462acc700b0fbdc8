-- server: 180003
select 1;
-- finds: RF901 server PostgreSQL 18.3
-- finds: RF902 server PostgreSQL 18.3
