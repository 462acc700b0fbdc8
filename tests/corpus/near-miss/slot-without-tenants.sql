create table countries (code text primary key);
grant select on countries to ringfence_app;
-- shared: public.countries
-- slot: audit test_decoding
-- finds: nothing
