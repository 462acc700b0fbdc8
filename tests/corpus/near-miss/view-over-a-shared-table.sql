create table countries (code text primary key, name text not null);
-- shared: public.countries
reset role;
create view country_names as select c.name from countries as c;
grant select on country_names to ringfence_app;
-- finds: nothing
