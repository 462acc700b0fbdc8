grant insert on ringfence.password to ringfence_app;
-- finds: RF606 table ringfence.password
