-- Time or place changed: when the person was asked whether they still come, and when they said so.
alter table registration add asked_at timestamptz null, add confirmed_at timestamptz null;
