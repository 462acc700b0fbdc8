-- server: 160015
select 1;
-- finds: nothing
