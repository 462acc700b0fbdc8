-- finds: RF405 table public.apis
grant trigger on apis to ringfence_app;
