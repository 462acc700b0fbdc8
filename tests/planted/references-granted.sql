-- finds: RF602 table public.apis
grant references on apis to ringfence_app;
