-- finds: nothing
reset role;
create trusted language plbound handler plpgsql_call_handler;
create function greeting(name text) returns text language plbound as $$ begin return 'hello ' || name; end $$;
grant execute on function greeting(text) to ringfence_app;
