create table countries (code text primary key, name text not null);
grant all on countries to ringfence_app;
-- shared: public.countries
-- finds: nothing
