-- Every 1,024th listing once more, in a table of its own. How wide the first ring of a search must be is read from it whole: some hundred
-- rows one after the other, where finding them by tags among all listings took as long as the search itself.
create table listing_sample (like listing, primary key (id));
alter table listing_sample alter column words set storage main, alter column title_words set storage main, set (toast_tuple_target = 8160);

create function listing_is_sample(tags bigint[]) returns boolean language sql immutable parallel safe return tags @> array[110000000000];

create function listing_follow_sample() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    delete from listing_sample where id = old.id;
  end if;
  if tg_op <> 'DELETE' then
    insert into listing_sample select new.*;
  end if;
  return null;
end $$;

create trigger listing_sample_added after insert on listing for each row when (listing_is_sample(new.tags)) execute function listing_follow_sample();
create trigger listing_sample_changed after update on listing for each row when (listing_is_sample(new.tags)) execute function listing_follow_sample();
create trigger listing_sample_removed after delete on listing for each row when (listing_is_sample(old.tags)) execute function listing_follow_sample();

insert into listing_sample select * from listing where listing_is_sample(tags);
