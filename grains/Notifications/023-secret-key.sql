-- The key that mailed links and texted codes are made with (SecretKey). Beside the keys of cookies: whoever reads it can make links.
create table secret_key (only_one boolean primary key default true check (only_one), key bytea not null);
insert into secret_key (key) select sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'));
