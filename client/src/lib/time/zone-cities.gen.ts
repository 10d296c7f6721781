/** Zone, its city in English and in Chinese; of CLDR, written by server/scripts/write-zone-cities.ts. */
export const zoneCities = `
Africa/Abidjan=Abidjan=阿比让
Africa/Accra=Accra=阿克拉
Africa/Addis_Ababa=Addis Ababa=亚的斯亚贝巴
Africa/Algiers=Algiers=阿尔及尔
Africa/Asmara=Asmara=阿斯马拉
Africa/Bamako=Bamako=巴马科
Africa/Bangui=Bangui=班吉
Africa/Banjul=Banjul=班珠尔
Africa/Bissau=Bissau=比绍
Africa/Blantyre=Blantyre=布兰太尔
Africa/Brazzaville=Brazzaville=布拉柴维尔
Africa/Bujumbura=Bujumbura=布琼布拉
Africa/Cairo=Cairo=开罗
Africa/Casablanca=Casablanca=卡萨布兰卡
Africa/Ceuta=Ceuta=休达
Africa/Conakry=Conakry=科纳克里
Africa/Dakar=Dakar=达喀尔
Africa/Dar_es_Salaam=Dar es Salaam=达累斯萨拉姆
Africa/Djibouti=Djibouti=吉布提
Africa/Douala=Douala=杜阿拉
Africa/El_Aaiun=El Aaiún=阿尤恩
Africa/Freetown=Freetown=弗里敦
Africa/Gaborone=Gaborone=哈博罗内
Africa/Harare=Harare=哈拉雷
Africa/Johannesburg=Johannesburg=约翰内斯堡
Africa/Juba=Juba=朱巴
Africa/Kampala=Kampala=坎帕拉
Africa/Khartoum=Khartoum=喀土穆
Africa/Kigali=Kigali=基加利
Africa/Kinshasa=Kinshasa=金沙萨
Africa/Lagos=Lagos=拉各斯
Africa/Libreville=Libreville=利伯维尔
Africa/Lome=Lomé=洛美
Africa/Luanda=Luanda=罗安达
Africa/Lubumbashi=Lubumbashi=卢本巴希
Africa/Lusaka=Lusaka=卢萨卡
Africa/Malabo=Malabo=马拉博
Africa/Maputo=Maputo=马普托
Africa/Maseru=Maseru=马塞卢
Africa/Mbabane=Mbabane=姆巴巴纳
Africa/Mogadishu=Mogadishu=摩加迪沙
Africa/Monrovia=Monrovia=蒙罗维亚
Africa/Nairobi=Nairobi=内罗毕
Africa/Ndjamena=N’Djamena=恩贾梅纳
Africa/Niamey=Niamey=尼亚美
Africa/Nouakchott=Nouakchott=努瓦克肖特
Africa/Ouagadougou=Ouagadougou=瓦加杜古
Africa/Porto-Novo=Porto-Novo=波多诺伏
Africa/Sao_Tome=São Tomé=圣多美
Africa/Tripoli=Tripoli=的黎波里
Africa/Tunis=Tunis=突尼斯
Africa/Windhoek=Windhoek=温得和克
America/Adak=Adak=埃达克
America/Anchorage=Anchorage=安克雷奇
America/Anguilla=Anguilla=安圭拉
America/Antigua=Antigua=安提瓜
America/Araguaina=Araguaína=阿拉瓜伊纳
America/Argentina/Buenos_Aires=Buenos Aires=布宜诺斯艾利斯
America/Argentina/Catamarca=Catamarca=卡塔马卡
America/Argentina/Cordoba=Córdoba=科尔多瓦
America/Argentina/Jujuy=Jujuy=胡胡伊
America/Argentina/La_Rioja=La Rioja=拉里奥哈
America/Argentina/Mendoza=Mendoza=门多萨
America/Argentina/Rio_Gallegos=Río Gallegos=里奥加耶戈斯
America/Argentina/Salta=Salta=萨尔塔
America/Argentina/San_Juan=San Juan=圣胡安
America/Argentina/San_Luis=San Luis=圣路易斯
America/Argentina/Tucuman=Tucumán=图库曼
America/Argentina/Ushuaia=Ushuaia=乌斯怀亚
America/Aruba=Aruba=阿鲁巴
America/Asuncion=Asunción=亚松森
America/Atikokan=Atikokan=阿蒂科肯
America/Bahia=Bahia=巴伊亚
America/Bahia_Banderas=Bahía de Banderas=巴伊亚班德拉斯
America/Barbados=Barbados=巴巴多斯
America/Belem=Belém=贝伦
America/Belize=Belize=伯利兹
America/Blanc-Sablon=Blanc-Sablon=布兰克萨布隆
America/Boa_Vista=Boa Vista=博阿维斯塔
America/Bogota=Bogotá=波哥大
America/Boise=Boise=博伊西
America/Cambridge_Bay=Cambridge Bay=剑桥湾
America/Campo_Grande=Campo Grande=大坎普
America/Cancun=Cancún=坎昆
America/Caracas=Caracas=加拉加斯
America/Cayenne=Cayenne=卡宴
America/Cayman=Cayman=开曼
America/Chicago=Chicago=芝加哥
America/Chihuahua=Chihuahua=奇瓦瓦
America/Ciudad_Juarez=Ciudad Juárez=华雷斯城
America/Costa_Rica=Costa Rica=哥斯达黎加
America/Coyhaique=Coyhaique=科伊艾克
America/Creston=Creston=克雷斯顿
America/Cuiaba=Cuiabá=库亚巴
America/Curacao=Curaçao=库拉索
America/Danmarkshavn=Danmarkshavn=丹马沙文
America/Dawson=Dawson=道森
America/Dawson_Creek=Dawson Creek=道森克里克
America/Denver=Denver=丹佛
America/Detroit=Detroit=底特律
America/Dominica=Dominica=多米尼加
America/Edmonton=Edmonton=埃德蒙顿
America/Eirunepe=Eirunepé=依伦尼贝
America/El_Salvador=El Salvador=萨尔瓦多
America/Fort_Nelson=Fort Nelson=纳尔逊堡
America/Fortaleza=Fortaleza=福塔雷萨
America/Glace_Bay=Glace Bay=格莱斯贝
America/Goose_Bay=Goose Bay=古斯湾
America/Grand_Turk=Grand Turk=大特克
America/Grenada=Grenada=格林纳达
America/Guadeloupe=Guadeloupe=瓜德罗普
America/Guatemala=Guatemala=危地马拉
America/Guayaquil=Guayaquil=瓜亚基尔
America/Guyana=Guyana=圭亚那
America/Halifax=Halifax=哈利法克斯
America/Havana=Havana=哈瓦那
America/Hermosillo=Hermosillo=埃莫西约
America/Indiana/Indianapolis=Indianapolis=印第安纳波利斯
America/Indiana/Knox=Knox, Indiana=印第安纳州诺克斯
America/Indiana/Marengo=Marengo, Indiana=印第安纳州马伦戈
America/Indiana/Petersburg=Petersburg, Indiana=印第安纳州彼得斯堡
America/Indiana/Tell_City=Tell City, Indiana=印第安纳州特尔城
America/Indiana/Vevay=Vevay, Indiana=印第安纳州维维市
America/Indiana/Vincennes=Vincennes, Indiana=印第安纳州温森斯
America/Indiana/Winamac=Winamac, Indiana=印第安纳州威纳马克
America/Inuvik=Inuvik=伊努维克
America/Iqaluit=Iqaluit=伊魁特
America/Jamaica=Jamaica=牙买加
America/Juneau=Juneau=朱诺
America/Kentucky/Louisville=Louisville=路易斯维尔
America/Kentucky/Monticello=Monticello, Kentucky=肯塔基州蒙蒂塞洛
America/Kralendijk=Kralendijk=克拉伦代克
America/La_Paz=La Paz=拉巴斯
America/Lima=Lima=利马
America/Los_Angeles=Los Angeles=洛杉矶
America/Lower_Princes=Lower Prince’s Quarter=下太子区
America/Maceio=Maceió=马塞约
America/Managua=Managua=马那瓜
America/Manaus=Manaus=马瑙斯
America/Marigot=Marigot=马里戈特
America/Martinique=Martinique=马提尼克
America/Matamoros=Matamoros=马塔莫罗斯
America/Mazatlan=Mazatlán=马萨特兰
America/Menominee=Menominee=梅诺米尼
America/Merida=Mérida=梅里达
America/Metlakatla=Metlakatla=梅特拉卡特拉
America/Mexico_City=Mexico City=墨西哥城
America/Miquelon=Saint-Pierre=密克隆
America/Moncton=Moncton=蒙克顿
America/Monterrey=Monterrey=蒙特雷
America/Montevideo=Montevideo=蒙得维的亚
America/Montserrat=Montserrat=蒙特塞拉特
America/Nassau=Nassau=拿骚
America/New_York=New York=纽约
America/Nome=Nome=诺姆
America/Noronha=Fernando de Noronha=洛罗尼亚
America/North_Dakota/Beulah=Beulah, North Dakota=北达科他州比尤拉
America/North_Dakota/Center=Center, North Dakota=北达科他州申特
America/North_Dakota/New_Salem=New Salem, North Dakota=北达科他州新塞勒姆
America/Nuuk=Nuuk=努克
America/Ojinaga=Ojinaga=奥希纳加
America/Panama=Panama=巴拿马
America/Paramaribo=Paramaribo=帕拉马里博
America/Phoenix=Phoenix=凤凰城
America/Port-au-Prince=Port-au-Prince=太子港
America/Port_of_Spain=Port of Spain=西班牙港
America/Porto_Velho=Porto Velho=波多韦柳
America/Puerto_Rico=Puerto Rico=波多黎各
America/Punta_Arenas=Punta Arenas=蓬塔阿雷纳斯
America/Rankin_Inlet=Rankin Inlet=兰今湾
America/Recife=Recife=累西腓
America/Regina=Regina=里贾纳
America/Resolute=Resolute=雷索卢特
America/Rio_Branco=Rio Branco=里奥布郎库
America/Santarem=Santarém=圣塔伦
America/Santiago=Santiago=圣地亚哥
America/Santo_Domingo=Santo Domingo=圣多明各
America/Sao_Paulo=São Paulo=圣保罗
America/Scoresbysund=Ittoqqortoormiit=斯科列斯比桑德
America/Sitka=Sitka=锡特卡
America/St_Barthelemy=St. Barthélemy=圣巴泰勒米岛
America/St_Johns=St. John’s=圣约翰斯
America/St_Kitts=St. Kitts=圣基茨
America/St_Lucia=St. Lucia=圣卢西亚
America/St_Thomas=St. Thomas=圣托马斯
America/St_Vincent=St. Vincent=圣文森特
America/Swift_Current=Swift Current=斯威夫特卡伦特
America/Tegucigalpa=Tegucigalpa=特古西加尔巴
America/Thule=Thule=图勒
America/Tijuana=Tijuana=蒂华纳
America/Toronto=Toronto=多伦多
America/Tortola=Tortola=托尔托拉
America/Vancouver=Vancouver=温哥华
America/Whitehorse=Whitehorse=怀特霍斯
America/Winnipeg=Winnipeg=温尼伯
America/Yakutat=Yakutat=亚库塔特
Antarctica/Casey=Casey Station=卡塞
Antarctica/Davis=Davis=戴维斯
Antarctica/DumontDUrville=Dumont d’Urville Station=迪蒙·迪维尔
Antarctica/Macquarie=Macquarie Island=麦夸里岛
Antarctica/Mawson=Mawson Station=莫森
Antarctica/McMurdo=McMurdo Station=麦克默多
Antarctica/Palmer=Palmer Land=帕尔默
Antarctica/Rothera=Rothera Station=罗瑟拉
Antarctica/Syowa=Showa Station=昭和
Antarctica/Troll=Troll Station=特罗尔
Antarctica/Vostok=Vostok Station=沃斯托克
Arctic/Longyearbyen=Longyearbyen=朗伊尔城
Asia/Aden=Aden=亚丁
Asia/Almaty=Almaty=阿拉木图
Asia/Amman=Amman=安曼
Asia/Anadyr=Anadyr=阿纳德尔
Asia/Aqtau=Aktau=阿克套
Asia/Aqtobe=Aqtobe=阿克托别
Asia/Ashgabat=Ashgabat=阿什哈巴德
Asia/Atyrau=Atyrau=阿特劳
Asia/Baghdad=Baghdad=巴格达
Asia/Bahrain=Bahrain=巴林
Asia/Baku=Baku=巴库
Asia/Bangkok=Bangkok=曼谷
Asia/Barnaul=Barnaul=巴尔瑙尔
Asia/Beirut=Beirut=贝鲁特
Asia/Bishkek=Bishkek=比什凯克
Asia/Brunei=Brunei=文莱
Asia/Chita=Chita=赤塔
Asia/Colombo=Colombo=科伦坡
Asia/Damascus=Damascus=大马士革
Asia/Dhaka=Dhaka=达卡
Asia/Dili=Dili=帝力
Asia/Dubai=Dubai=迪拜
Asia/Dushanbe=Dushanbe=杜尚别
Asia/Famagusta=Famagusta=法马古斯塔
Asia/Gaza=Gaza=加沙
Asia/Hebron=Hebron=希伯伦
Asia/Ho_Chi_Minh=Ho Chi Minh City=胡志明市
Asia/Hong_Kong=Hong Kong=香港
Asia/Hovd=Khovd=科布多
Asia/Irkutsk=Irkutsk=伊尔库茨克
Asia/Jakarta=Jakarta=雅加达
Asia/Jayapura=Jayapura=查亚普拉
Asia/Jerusalem=Jerusalem=耶路撒冷
Asia/Kabul=Kabul=喀布尔
Asia/Kamchatka=Kamchatka=堪察加
Asia/Karachi=Karachi=卡拉奇
Asia/Kathmandu=Kathmandu=加德满都
Asia/Khandyga=Khandyga=汉德加
Asia/Kolkata=Kolkata=加尔各答
Asia/Krasnoyarsk=Krasnoyarsk=克拉斯诺亚尔斯克
Asia/Kuala_Lumpur=Kuala Lumpur=吉隆坡
Asia/Kuching=Kuching=古晋
Asia/Kuwait=Kuwait=科威特
Asia/Macau=Macao=澳门
Asia/Magadan=Magadan=马加丹
Asia/Makassar=Makassar=望加锡
Asia/Manila=Manila=马尼拉
Asia/Muscat=Muscat=马斯喀特
Asia/Nicosia=Nicosia=尼科西亚
Asia/Novokuznetsk=Novokuznetsk=新库兹涅茨克
Asia/Novosibirsk=Novosibirsk=新西伯利亚
Asia/Omsk=Omsk=鄂木斯克
Asia/Oral=Oral=乌拉尔
Asia/Phnom_Penh=Phnom Penh=金边
Asia/Pontianak=Pontianak=坤甸
Asia/Pyongyang=Pyongyang=平壤
Asia/Qatar=Qatar=卡塔尔
Asia/Qostanay=Kostanay=库斯塔奈
Asia/Qyzylorda=Kyzylorda=克孜洛尔达
Asia/Riyadh=Riyadh=利雅得
Asia/Sakhalin=Sakhalin=萨哈林
Asia/Samarkand=Samarkand=撒马尔罕
Asia/Seoul=Seoul=首尔
Asia/Shanghai=Shanghai=上海
Asia/Singapore=Singapore=新加坡
Asia/Srednekolymsk=Srednekolymsk=中科雷姆斯克
Asia/Taipei=Taipei=台北
Asia/Tashkent=Tashkent=塔什干
Asia/Tbilisi=Tbilisi=第比利斯
Asia/Tehran=Tehran=德黑兰
Asia/Thimphu=Thimphu=廷布
Asia/Tokyo=Tokyo=东京
Asia/Tomsk=Tomsk=托木斯克
Asia/Ulaanbaatar=Ulaanbaatar=乌兰巴托
Asia/Urumqi=Ürümqi=乌鲁木齐
Asia/Ust-Nera=Ust-Nera=乌斯内拉
Asia/Vientiane=Vientiane=万象
Asia/Vladivostok=Vladivostok=海参崴
Asia/Yakutsk=Yakutsk=雅库茨克
Asia/Yangon=Yangon=仰光
Asia/Yekaterinburg=Yekaterinburg=叶卡捷琳堡
Asia/Yerevan=Yerevan=埃里温
Atlantic/Azores=Azores=亚速尔群岛
Atlantic/Bermuda=Bermuda=百慕大
Atlantic/Canary=Canaries=加那利
Atlantic/Cape_Verde=Cape Verde=佛得角
Atlantic/Faroe=Faroes=法罗
Atlantic/Madeira=Madeira=马德拉
Atlantic/Reykjavik=Reykjavik=雷克雅未克
Atlantic/South_Georgia=South Georgia=南乔治亚
Atlantic/St_Helena=St. Helena=圣赫勒拿
Atlantic/Stanley=Stanley=斯坦利
Australia/Adelaide=Adelaide=阿德莱德
Australia/Brisbane=Brisbane=布里斯班
Australia/Broken_Hill=Broken Hill=布罗肯希尔
Australia/Darwin=Darwin=达尔文
Australia/Eucla=Eucla=尤克拉
Australia/Hobart=Hobart=霍巴特
Australia/Lindeman=Lindeman=林德曼
Australia/Lord_Howe=Lord Howe Island=豪勋爵岛
Australia/Melbourne=Melbourne=墨尔本
Australia/Perth=Perth=珀斯
Australia/Sydney=Sydney=悉尼
Europe/Amsterdam=Amsterdam=阿姆斯特丹
Europe/Andorra=Andorra=安道尔
Europe/Astrakhan=Astrakhan=阿斯特拉罕
Europe/Athens=Athens=雅典
Europe/Belgrade=Belgrade=贝尔格莱德
Europe/Berlin=Berlin=柏林
Europe/Bratislava=Bratislava=布拉迪斯拉发
Europe/Brussels=Brussels=布鲁塞尔
Europe/Bucharest=Bucharest=布加勒斯特
Europe/Budapest=Budapest=布达佩斯
Europe/Busingen=Büsingen=布辛根
Europe/Chisinau=Chișinău=基希讷乌
Europe/Copenhagen=Copenhagen=哥本哈根
Europe/Dublin=Dublin=都柏林
Europe/Gibraltar=Gibraltar=直布罗陀
Europe/Guernsey=Guernsey=根西岛
Europe/Helsinki=Helsinki=赫尔辛基
Europe/Isle_of_Man=Isle of Man=马恩岛
Europe/Istanbul=Istanbul=伊斯坦布尔
Europe/Jersey=Jersey=泽西岛
Europe/Kaliningrad=Kaliningrad=加里宁格勒
Europe/Kirov=Kirov=基洛夫
Europe/Kyiv=Kyiv=基辅
Europe/Lisbon=Lisbon=里斯本
Europe/Ljubljana=Ljubljana=卢布尔雅那
Europe/London=London=伦敦
Europe/Luxembourg=Luxembourg=卢森堡
Europe/Madrid=Madrid=马德里
Europe/Malta=Malta=马耳他
Europe/Mariehamn=Mariehamn=玛丽港
Europe/Minsk=Minsk=明斯克
Europe/Monaco=Monaco=摩纳哥
Europe/Moscow=Moscow=莫斯科
Europe/Oslo=Oslo=奥斯陆
Europe/Paris=Paris=巴黎
Europe/Podgorica=Podgorica=波德戈里察
Europe/Prague=Prague=布拉格
Europe/Riga=Riga=里加
Europe/Rome=Rome=罗马
Europe/Samara=Samara=萨马拉
Europe/San_Marino=San Marino=圣马力诺
Europe/Sarajevo=Sarajevo=萨拉热窝
Europe/Saratov=Saratov=萨拉托夫
Europe/Simferopol=Simferopol=辛菲罗波尔
Europe/Skopje=Skopje=斯科普里
Europe/Sofia=Sofia=索非亚
Europe/Stockholm=Stockholm=斯德哥尔摩
Europe/Tallinn=Tallinn=塔林
Europe/Tirane=Tirana=地拉那
Europe/Ulyanovsk=Ulyanovsk=乌里扬诺夫斯克
Europe/Vaduz=Vaduz=瓦杜兹
Europe/Vatican=Vatican=梵蒂冈
Europe/Vienna=Vienna=维也纳
Europe/Vilnius=Vilnius=维尔纽斯
Europe/Volgograd=Volgograd=伏尔加格勒
Europe/Warsaw=Warsaw=华沙
Europe/Zagreb=Zagreb=萨格勒布
Europe/Zurich=Zurich=苏黎世
Indian/Antananarivo=Antananarivo=安塔那那利佛
Indian/Chagos=Chagos Archipelago=查戈斯
Indian/Christmas=Christmas Island=圣诞岛
Indian/Cocos=Cocos Islands=可可斯
Indian/Comoro=Comoros=科摩罗
Indian/Kerguelen=Kerguelen Islands=凯尔盖朗
Indian/Mahe=Mahé=马埃岛
Indian/Maldives=Maldives=马尔代夫
Indian/Mauritius=Mauritius=毛里求斯
Indian/Mayotte=Mayotte=马约特
Indian/Reunion=Réunion=留尼汪
Pacific/Apia=Apia=阿皮亚
Pacific/Auckland=Auckland=奥克兰
Pacific/Bougainville=Bougainville=布干维尔
Pacific/Chatham=Chatham Islands=查塔姆
Pacific/Chuuk=Chuuk=特鲁克群岛
Pacific/Easter=Easter Island=复活节岛
Pacific/Efate=Efate=埃法特
Pacific/Fakaofo=Fakaofo=法考福
Pacific/Fiji=Fiji=斐济
Pacific/Funafuti=Funafuti=富纳富提
Pacific/Galapagos=Galápagos Islands=科隆群岛
Pacific/Gambier=Gambier=甘比尔
Pacific/Guadalcanal=Guadalcanal=瓜达尔卡纳尔
Pacific/Guam=Guam=关岛
Pacific/Honolulu=Honolulu=檀香山
Pacific/Kanton=Canton Island=坎顿岛
Pacific/Kiritimati=Kiritimati=基里地马地岛
Pacific/Kosrae=Kosrae=库赛埃
Pacific/Kwajalein=Kwajalein Atoll=夸贾林
Pacific/Majuro=Majuro=马朱罗
Pacific/Marquesas=Marquesas Islands=马克萨斯
Pacific/Midway=Midway Atoll=中途岛
Pacific/Nauru=Nauru=瑙鲁
Pacific/Niue=Niue=纽埃
Pacific/Norfolk=Norfolk Island=诺福克
Pacific/Noumea=Nouméa=努美阿
Pacific/Pago_Pago=Pago Pago=帕果帕果
Pacific/Palau=Palau=帕劳
Pacific/Pitcairn=Pitcairn Islands=皮特凯恩
Pacific/Pohnpei=Pohnpei=波纳佩岛
Pacific/Port_Moresby=Port Moresby=莫尔兹比港
Pacific/Rarotonga=Rarotonga=拉罗汤加
Pacific/Saipan=Saipan=塞班
Pacific/Tahiti=Tahiti=塔希提
Pacific/Tarawa=Tarawa=塔拉瓦
Pacific/Tongatapu=Tongatapu=东加塔布
Pacific/Wake=Wake Island=威克
Pacific/Wallis=Wallis & Futuna=瓦利斯
`;
