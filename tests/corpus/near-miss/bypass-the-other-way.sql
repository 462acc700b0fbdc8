reset role;
grant ringfence_app to ringfence_admin;
-- finds: nothing
