-- finds: RF416 function public.label_all()
reset role;
create function label_all() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.api_versions set label = new.label where api_id = new.api_id;
    return new;
end
$$;
create trigger label_all after insert on api_versions for each row execute function label_all();
