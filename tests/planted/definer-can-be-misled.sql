-- finds: RF412 function public.next_label(label text)
create function next_label(label text) returns text language sql stable security definer
    as $$ select 'v' || (substr(label, 2)::integer + 1) $$;
grant execute on function next_label(text) to ringfence_app;
