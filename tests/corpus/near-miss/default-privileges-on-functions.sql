alter default privileges in schema public grant execute on functions to ringfence_app;
-- finds: nothing
