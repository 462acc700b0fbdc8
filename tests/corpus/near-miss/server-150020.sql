-- server: 150020
select 1;
-- finds: nothing
