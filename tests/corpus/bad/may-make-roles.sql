reset role;
alter role ringfence_app createrole;
-- finds: RF107 role ringfence_app
