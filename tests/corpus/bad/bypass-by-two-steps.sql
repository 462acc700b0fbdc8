reset role;
create role middle;
grant ringfence_admin to middle;
grant middle to ringfence_app;
-- finds: RF103 role ringfence_app
