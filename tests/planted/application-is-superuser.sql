-- finds: RF101 role ringfence_app
reset role;
alter role ringfence_app superuser;
