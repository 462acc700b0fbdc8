-- finds: RF402 materialized view public.host_counts
create materialized view host_counts as select a.host, count(*) as apis from apis as a group by a.host;
grant select on host_counts to ringfence_app;
