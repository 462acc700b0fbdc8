-- finds: RF102 role ringfence_app
reset role;
alter role ringfence_app bypassrls;
