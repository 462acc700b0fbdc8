-- finds: RF211 table public.apis
alter table apis alter column tenant_id set default '11111111-1111-4111-8111-111111111111';
