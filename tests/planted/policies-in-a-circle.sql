-- finds: RF315 table public.apis
create policy first_of_its_name on apis as restrictive to ringfence_app
    using (exists (select from apis as a where a.name = apis.name));
