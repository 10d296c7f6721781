-- Names as people count: Plan 2 before Plan 10.
create collation public.by_number (provider = icu, locale = 'und-u-kn-true');
