reset role;
alter role ringfence_app set row_security = off;
-- finds: RF109 role ringfence_app
