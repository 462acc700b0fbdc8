reset role;
grant create on schema public to public;
-- finds: RF111 schema public
