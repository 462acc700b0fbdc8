select 1;
-- finds: nothing
