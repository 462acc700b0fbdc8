-- server: 160014
select 1;
-- finds: nothing
