-- Where a postal code lies: what places an imported event that has an address and no coordinates.
create table postal_place (
  country   text   not null check (country ~ '^[A-Z]{2}$'),
  code      text   not null check (length(code) between 2 and 12),
  latitude  float8 not null check (latitude between -90 and 90),
  longitude float8 not null check (longitude between -180 and 180),
  primary key (country, code)
);
