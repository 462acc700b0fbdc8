-- finds: RF603 table public.apis
grant select on apis to public;
