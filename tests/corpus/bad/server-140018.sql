-- server: 140018
-- today: 2026-01-01
select 1;
-- finds: RF901 server PostgreSQL 14.18
-- finds: RF902 server PostgreSQL 14.18
