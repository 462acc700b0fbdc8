reset role;
alter role ringfence_admin set session_replication_role = 'replica';
alter role ringfence_admin set row_security = off;
-- finds: nothing
