-- What a person may be qualified in, with a paper that somebody can check. Like causes and skills: a slug is never renamed or deleted.
create table qualification (
  slug        text    primary key check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and slug <> 'background-check'),
  name        text    not null unique,
  description text    not null,
  sort_order  int     not null,
  is_active   boolean not null default true
);

insert into qualification (slug, name, description, sort_order) values
('first-aid', 'First aid', 'A first aid course of a recognised body.', 10),
('cpr', 'CPR and AED', 'Resuscitation and use of a defibrillator.', 20),
('mental-health-first-aid', 'Mental health first aid', 'First help in a crisis of the mind.', 30),
('child-protection', 'Child protection training', 'Safeguarding of children and young people.', 40),
('vulnerable-adults', 'Protection of vulnerable adults', 'Safeguarding of adults in care.', 50),
('food-handler', 'Food handler', 'Hygiene card or certificate for handling food.', 60),
('driver-licence', 'Driver''s licence', 'For cars.', 70),
('passenger-transport', 'Passenger transport licence', 'For buses and vans with passengers.', 80),
('commercial-driver', 'Commercial driver''s licence', 'For trucks.', 90),
('forklift', 'Forklift operator', 'Licence or employer''s certificate.', 100),
('chainsaw', 'Chainsaw operator', 'Training in felling and cutting.', 110),
('lifeguard', 'Lifeguard', 'Rescue from water.', 120),
('boat-operator', 'Boat operator', 'Boating safety or skipper''s licence.', 130),
('work-at-height', 'Work at height', 'Harness, ladders and scaffolds.', 140),
('emergency-response', 'Community emergency response', 'Team training for disasters.', 150),
('amateur-radio', 'Amateur radio licence', 'For emergency communication.', 160),
('nursing-licence', 'Nursing licence', 'Registered or practical nurse.', 170),
('emergency-medical-technician', 'Emergency medical technician', 'EMT or paramedic.', 180),
('teaching-licence', 'Teaching licence', 'For schools.', 190),
('tax-preparer', 'Volunteer tax preparer', 'Certified to prepare returns.', 200);
