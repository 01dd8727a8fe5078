-- A shift that is called off while the rest of the event takes place: it has free seats and takes nobody.
alter table shift add column cancelled boolean not null default false;
