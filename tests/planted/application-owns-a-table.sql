-- finds: RF104 table public.api_versions
reset role;
alter table api_versions owner to ringfence_app;
