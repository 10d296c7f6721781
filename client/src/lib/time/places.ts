/** Cities that people look for, though their clock is named after another; in English and in Chinese. */
export const places: Record<string, string> = {
  'America/Chicago': 'Dallas 达拉斯 Houston 休斯敦 Austin 奥斯汀',
  'America/Los_Angeles': 'San Francisco 旧金山 Seattle 西雅图 San Diego 圣迭戈 Las Vegas 拉斯维加斯 Portland',
  'America/New_York': 'Washington 华盛顿 Boston 波士顿 Miami 迈阿密 Atlanta 亚特兰大 Philadelphia 费城',
  'America/Sao_Paulo': 'Rio de Janeiro 里约热内卢 Brasília 巴西利亚',
  'America/Toronto': 'Ottawa 渥太华 Montreal 蒙特利尔',
  'Asia/Dubai': 'Abu Dhabi 阿布扎比',
  'Asia/Ho_Chi_Minh': 'Hanoi 河内 Saigon 西贡',
  'Asia/Karachi': 'Islamabad 伊斯兰堡 Lahore 拉合尔',
  'Asia/Kolkata': 'Delhi 德里 Mumbai 孟买 Bengaluru Bangalore 班加罗尔 Chennai 金奈',
  'Asia/Shanghai':
    'Beijing Peking 北京 Shenzhen 深圳 Guangzhou 广州 Hangzhou 杭州 Chengdu 成都 Chongqing 重庆 Nanjing 南京 Wuhan 武汉',
  'Asia/Tokyo': 'Osaka 大阪 Kyoto 京都',
  'Australia/Sydney': 'Canberra 堪培拉',
  'Europe/Berlin': 'Munich 慕尼黑 Frankfurt 法兰克福 Hamburg 汉堡 Cologne 科隆',
  'Europe/London': 'Manchester 曼彻斯特 Edinburgh 爱丁堡',
  'Europe/Madrid': 'Barcelona 巴塞罗那',
  'Europe/Rome': 'Milan 米兰',
  'Europe/Zurich': 'Geneva 日内瓦 Bern 伯尔尼',
  'Pacific/Auckland': 'Wellington 惠灵顿',
};
