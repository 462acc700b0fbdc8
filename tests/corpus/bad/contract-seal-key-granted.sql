grant insert on ringfence.seal_key to ringfence_app;
-- finds: RF606 table ringfence.seal_key
