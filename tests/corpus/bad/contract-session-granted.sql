grant insert on ringfence.session to ringfence_app;
-- finds: RF606 table ringfence.session
