-- finds: RF214 table public.apis
reset role;
create publication everything_of_apis for table apis;
