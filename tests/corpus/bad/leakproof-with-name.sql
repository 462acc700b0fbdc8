reset role;
create function "Odd"(integer) returns boolean language sql immutable leakproof as $$ select $1 % 2 = 1 $$;
-- finds: RF414 function public."Odd"(integer)
