-- finds: RF203 table public.api_operations
alter table api_operations no force row level security;
