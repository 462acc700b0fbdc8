-- finds: RF107 role ringfence_app
reset role;
alter role ringfence_app replication;
