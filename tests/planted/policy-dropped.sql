-- finds: RF204 table public.api_operations
drop policy ringfence_tenant on api_operations;
