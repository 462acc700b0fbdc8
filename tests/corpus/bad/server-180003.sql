-- server: 180003
select 1;
-- finds: RF902 server PostgreSQL 18.3
