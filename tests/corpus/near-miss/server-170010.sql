-- server: 170010
select 1;
-- finds: nothing
