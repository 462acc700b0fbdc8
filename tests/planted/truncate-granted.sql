-- finds: RF601 table public.api_versions
grant truncate on api_versions to ringfence_app;
