-- finds: RF606 table ringfence.signing_key
grant select on ringfence.signing_key to ringfence_app;
