-- setting: row_security off
-- setting: session_replication_role origin
select 1;
-- finds: RF109 setting row_security
