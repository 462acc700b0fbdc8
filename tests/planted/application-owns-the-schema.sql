-- finds: RF105 schema public
reset role;
alter schema public owner to ringfence_app;
