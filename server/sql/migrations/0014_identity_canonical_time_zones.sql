-- Zones by the names that the tz database has for them today (docs/adr/0024): only those are taken from now on, and they
-- are the only ones that every Postgres, Node and browser knows and understands alike. No period changes by this: each
-- zone is replaced by one that Postgres gives the same hours, so caches that know the older name are right as well.
create temporary table zone_renames (name text primary key, zone text not null) on commit drop;
insert into zone_renames (name, zone)
values
    -- Older names of places.
    ('africa/asmera', 'Africa/Asmara'), ('africa/timbuktu', 'Africa/Bamako'),
    ('america/argentina/comodrivadavia', 'America/Argentina/Catamarca'), ('america/atka', 'America/Adak'),
    ('america/buenos_aires', 'America/Argentina/Buenos_Aires'), ('america/catamarca', 'America/Argentina/Catamarca'),
    ('america/coral_harbour', 'America/Atikokan'), ('america/cordoba', 'America/Argentina/Cordoba'),
    ('america/ensenada', 'America/Tijuana'), ('america/fort_wayne', 'America/Indiana/Indianapolis'),
    ('america/godthab', 'America/Nuuk'), ('america/indianapolis', 'America/Indiana/Indianapolis'),
    ('america/jujuy', 'America/Argentina/Jujuy'), ('america/knox_in', 'America/Indiana/Knox'),
    ('america/louisville', 'America/Kentucky/Louisville'), ('america/mendoza', 'America/Argentina/Mendoza'),
    ('america/montreal', 'America/Toronto'), ('america/nipigon', 'America/Toronto'),
    ('america/pangnirtung', 'America/Iqaluit'), ('america/porto_acre', 'America/Rio_Branco'),
    ('america/rainy_river', 'America/Winnipeg'), ('america/rosario', 'America/Argentina/Cordoba'),
    ('america/santa_isabel', 'America/Tijuana'), ('america/shiprock', 'America/Denver'),
    ('america/thunder_bay', 'America/Toronto'), ('america/virgin', 'America/Puerto_Rico'),
    ('america/yellowknife', 'America/Edmonton'), ('antarctica/south_pole', 'Antarctica/McMurdo'),
    ('asia/ashkhabad', 'Asia/Ashgabat'), ('asia/calcutta', 'Asia/Kolkata'), ('asia/choibalsan', 'Asia/Ulaanbaatar'),
    ('asia/chongqing', 'Asia/Shanghai'), ('asia/chungking', 'Asia/Shanghai'), ('asia/dacca', 'Asia/Dhaka'),
    ('asia/harbin', 'Asia/Shanghai'), ('asia/istanbul', 'Europe/Istanbul'), ('asia/kashgar', 'Asia/Urumqi'),
    ('asia/katmandu', 'Asia/Kathmandu'), ('asia/macao', 'Asia/Macau'), ('asia/rangoon', 'Asia/Yangon'),
    ('asia/saigon', 'Asia/Ho_Chi_Minh'), ('asia/tel_aviv', 'Asia/Jerusalem'), ('asia/thimbu', 'Asia/Thimphu'),
    ('asia/ujung_pandang', 'Asia/Makassar'), ('asia/ulan_bator', 'Asia/Ulaanbaatar'),
    ('atlantic/faeroe', 'Atlantic/Faroe'), ('atlantic/jan_mayen', 'Arctic/Longyearbyen'),
    ('australia/act', 'Australia/Sydney'), ('australia/canberra', 'Australia/Sydney'),
    ('australia/currie', 'Australia/Hobart'), ('australia/lhi', 'Australia/Lord_Howe'),
    ('australia/nsw', 'Australia/Sydney'), ('australia/north', 'Australia/Darwin'),
    ('australia/queensland', 'Australia/Brisbane'), ('australia/south', 'Australia/Adelaide'),
    ('australia/tasmania', 'Australia/Hobart'), ('australia/victoria', 'Australia/Melbourne'),
    ('australia/west', 'Australia/Perth'), ('australia/yancowinna', 'Australia/Broken_Hill'),
    ('brazil/acre', 'America/Rio_Branco'), ('brazil/denoronha', 'America/Noronha'),
    ('brazil/east', 'America/Sao_Paulo'), ('brazil/west', 'America/Manaus'), ('canada/atlantic', 'America/Halifax'),
    ('canada/central', 'America/Winnipeg'), ('canada/eastern', 'America/Toronto'),
    ('canada/mountain', 'America/Edmonton'), ('canada/newfoundland', 'America/St_Johns'),
    ('canada/pacific', 'America/Vancouver'), ('canada/saskatchewan', 'America/Regina'),
    ('canada/yukon', 'America/Whitehorse'), ('chile/continental', 'America/Santiago'),
    ('chile/easterisland', 'Pacific/Easter'), ('etc/gmt', 'UTC'), ('etc/gmt+0', 'UTC'), ('etc/gmt-0', 'UTC'),
    ('etc/gmt0', 'UTC'), ('etc/greenwich', 'UTC'), ('etc/uct', 'UTC'), ('etc/utc', 'UTC'), ('etc/universal', 'UTC'),
    ('etc/zulu', 'UTC'), ('europe/belfast', 'Europe/London'), ('europe/kiev', 'Europe/Kyiv'),
    ('europe/nicosia', 'Asia/Nicosia'), ('europe/tiraspol', 'Europe/Chisinau'), ('europe/uzhgorod', 'Europe/Kyiv'),
    ('europe/zaporozhye', 'Europe/Kyiv'), ('gmt', 'UTC'), ('mexico/bajanorte', 'America/Tijuana'),
    ('mexico/bajasur', 'America/Mazatlan'), ('mexico/general', 'America/Mexico_City'),
    ('pacific/enderbury', 'Pacific/Kanton'), ('pacific/johnston', 'Pacific/Honolulu'),
    ('pacific/ponape', 'Pacific/Pohnpei'), ('pacific/samoa', 'Pacific/Pago_Pago'), ('pacific/truk', 'Pacific/Chuuk'),
    ('pacific/yap', 'Pacific/Chuuk'), ('us/alaska', 'America/Anchorage'), ('us/aleutian', 'America/Adak'),
    ('us/arizona', 'America/Phoenix'), ('us/central', 'America/Chicago'),
    ('us/east-indiana', 'America/Indiana/Indianapolis'), ('us/eastern', 'America/New_York'),
    ('us/hawaii', 'Pacific/Honolulu'), ('us/indiana-starke', 'America/Indiana/Knox'),
    ('us/michigan', 'America/Detroit'), ('us/mountain', 'America/Denver'), ('us/pacific', 'America/Los_Angeles'),
    ('us/samoa', 'Pacific/Pago_Pago'),
    -- The same without an area.
    ('cuba', 'America/Havana'), ('egypt', 'Africa/Cairo'), ('eire', 'Europe/Dublin'), ('gb', 'Europe/London'),
    ('gb-eire', 'Europe/London'), ('hongkong', 'Asia/Hong_Kong'), ('iceland', 'Atlantic/Reykjavik'),
    ('iran', 'Asia/Tehran'), ('israel', 'Asia/Jerusalem'), ('jamaica', 'America/Jamaica'), ('japan', 'Asia/Tokyo'),
    ('kwajalein', 'Pacific/Kwajalein'), ('libya', 'Africa/Tripoli'), ('nz', 'Pacific/Auckland'),
    ('nz-chat', 'Pacific/Chatham'), ('navajo', 'America/Denver'), ('prc', 'Asia/Shanghai'),
    ('poland', 'Europe/Warsaw'), ('portugal', 'Europe/Lisbon'), ('roc', 'Asia/Taipei'), ('rok', 'Asia/Seoul'),
    ('singapore', 'Asia/Singapore'), ('turkey', 'Europe/Istanbul'), ('w-su', 'Europe/Moscow'),
    ('est5edt', 'America/New_York'), ('cst6cdt', 'America/Chicago'), ('mst7mdt', 'America/Denver'),
    ('pst8pdt', 'America/Los_Angeles'), ('gmt+0', 'UTC'), ('gmt-0', 'UTC'), ('gmt0', 'UTC'), ('greenwich', 'UTC'),
    ('uct', 'UTC'), ('utc', 'UTC'), ('universal', 'UTC'), ('zulu', 'UTC'),
    -- Abbreviations, which Postgres reads as fixed hours beside UTC. Of Newfoundland there is no such zone, as its hours
    -- are not whole: its account gets the place, with the summer time that it kept doing without.
    ('act', 'Etc/GMT+5'), ('art', 'Etc/GMT+3'), ('ast', 'Etc/GMT+4'), ('bst', 'Etc/GMT-1'), ('cet', 'Etc/GMT-1'),
    ('cst', 'Etc/GMT+6'), ('eat', 'Etc/GMT-3'), ('eet', 'Etc/GMT-2'), ('est', 'Etc/GMT+5'), ('hst', 'Etc/GMT+10'),
    ('ist', 'Etc/GMT-2'), ('jst', 'Etc/GMT-9'), ('met', 'Etc/GMT-1'), ('mst', 'Etc/GMT+7'),
    ('nst', 'America/St_Johns'), ('pst', 'Etc/GMT+8'), ('wet', 'UTC');

-- Upper and lower case were taken as they came.
insert into zone_renames (name, zone)
select distinct on (lower(known.name)) lower(known.name), known.name
from pg_catalog.pg_timezone_names as known
where known.name like '%/%'
  and known.name !~ '^(posix|right)/'
on conflict (name) do nothing;

update public.accounts as a
set time_zone = r.zone
from zone_renames as r
where r.name = lower(a.time_zone)
  and r.zone <> a.time_zone;

update public.account_entitlements as e
set time_zone = r.zone
from zone_renames as r
where r.name = lower(e.time_zone)
  and r.zone <> e.time_zone;

update public.user_usage as u
set time_zone = r.zone
from zone_renames as r
where r.name = lower(u.time_zone)
  and r.zone <> u.time_zone;
