create table countries (id serial primary key, code text not null);
grant select on countries to ringfence_app;
grant all on sequence countries_id_seq to ringfence_app;
-- shared: public.countries
-- finds: nothing
