-- finds: RF604 table public.apis
grant select on apis to ringfence_app with grant option;
