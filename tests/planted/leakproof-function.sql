-- finds: RF414 function public.same_host(one text, other text)
reset role;
create function same_host(one text, other text) returns boolean language sql immutable leakproof
    as $$ select lower(one) = lower(other) $$;
