-- server: 160009
select 1;
-- finds: RF901 server PostgreSQL 16.9
-- finds: RF902 server PostgreSQL 16.9
