-- server: 180006
select 1;
-- finds: nothing
