-- finds: RF103 role ringfence_app
reset role;
grant ringfence_admin to ringfence_app;
