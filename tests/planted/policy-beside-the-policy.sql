-- finds: RF301 table public.api_operations
create policy support on api_operations for select to ringfence_app using (true);
