-- finds: RF108 role ringfence_app
reset role;
grant pg_read_all_stats to ringfence_app;
