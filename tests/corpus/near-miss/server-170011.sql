-- server: 170011
select 1;
-- finds: nothing
