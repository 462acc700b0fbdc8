-- server: 180004
select 1;
-- finds: nothing
