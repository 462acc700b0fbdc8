-- finds: RF503 table public.apis
alter table apis add unique (host);
