-- finds: RF111 schema public
reset role;
grant create on schema public to ringfence_app;
