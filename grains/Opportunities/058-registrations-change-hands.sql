-- Two registrations of one shift may change hands with each other in one statement, when two accounts become one (docs/merging.md): the rule
-- of one seat each is checked at its end. Everything else about it stays.
alter table registration drop constraint registration_one_seat_each;
alter table registration add constraint registration_one_seat_each unique (shift_id, user_id) deferrable initially immediate;
