-- Accounts that are guests: their address was never proven by its owner.
create view guest_view as
select payload->>'account' as account, iso_time(payload->>'guestSince') as since
  from grain_state
 where state_name = 'email-address' and payload ? 'guestSince' and not payload ? 'provenAt' and payload ? 'account';

create index guest_by_account on grain_state ((payload->>'account'))
 where state_name = 'email-address' and payload ? 'guestSince' and not payload ? 'provenAt' and payload ? 'account';

-- My squads; the bookings of a squad; the events of a guest.
create index squad_by_member on grain_state using gin ((payload->'members')) where state_name = 'squad' and payload ? 'members';
create index booking_by_squad on grain_state ((payload->>'squad'), iso_time(payload->>'askedAt') desc, grain_key)
 where state_name = 'booking' and payload @> '{"granted": true}';
