-- finds: RF417 function public.host_of(url text)
reset role;
create language plfree handler plpgsql_call_handler;
create function host_of(url text) returns text language plfree immutable
    as $$ begin return split_part(url, '/', 3); end $$;
