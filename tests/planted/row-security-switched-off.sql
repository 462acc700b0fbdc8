-- finds: RF202 table public.apis
alter table apis disable row level security;
