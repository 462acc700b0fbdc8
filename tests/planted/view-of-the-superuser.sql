-- finds: RF401 view public.hosts
reset role;
create view hosts as select a.host from apis as a;
grant select on hosts to ringfence_app;
