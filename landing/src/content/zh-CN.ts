import type { Content } from './content.ts';
import { offer } from './offer/zh-CN.ts';

/** 演示产品（AI 写作服务）的中文页面。 */
export const content: Content = {
  meta: {
    title: '砚台：一份提纲，一篇成稿',
    description:
      '砚台是一款 AI 写作工具：提炼值得写的关键词，按提纲写成文章，一键发布。套餐用了多少、还剩多少，随时一目了然。',
    imageAlt: '砚台：一份提纲，一篇成稿',
  },
  header: {
    skip: '跳到正文',
    sections: '页内导航',
    steps: '使用流程',
    plans: '套餐',
    questions: '常见问题',
    otherLanguage: 'English',
    theme: { label: '外观', system: '跟随系统', light: '浅色', dark: '深色' },
    signIn: '登录',
    open: '进入应用',
  },
  hero: {
    what: '一份提纲，一篇成稿。',
    forWhom: '面向日更创作者的 AI 写作工具。用了多少、还剩多少、花了多少，随时心里有数。',
    choose: '选择套餐',
    steps: '看看怎么用',
    note: '免费版无需绑卡，长期可用。',
  },
  example: {
    title: '示例账户',
    plan: '专业版',
    pause: '暂停演示',
    play: '继续演示',
    summary:
      '配额界面示例：文章生成今日配额 {articles} 篇，一键发布今日配额 {publications} 次，大模型 Token 本月配额 {tokens}。进度条随写作进度变化。',
    features: { articles: '文章生成', publications: '一键发布', tokens: '大模型 Token' },
    resets: { midnight: '0:00 重置', inDays: { other: '{days} 天后重置' } },
    count: '已用 {used} · 剩余 {left} · 共 {quota}',
    countWithReserved: '已用 {used} · 占用中 {reserved} · 剩余 {left} · 共 {quota}',
    levels: { normal: '', warning: '用量预警', critical: '即将用尽', exhausted: '已用尽' },
  },
  steps: {
    title: '使用流程',
    lead: '三步完成，每一步的用量都清清楚楚。',
    items: [
      {
        title: '找到值得写的选题',
        text: '粘贴一批搜索词，关键词蒸馏会从中提炼出真正值得写的那几个。',
        detail: '计入关键词用量',
      },
      {
        title: '交一份提纲',
        text: '标题、角度、几条素材就够了。砚台据此成文，每篇最多 3,000 字，写完随你修改。',
        detail: '计入文章与 Token 用量',
      },
      {
        title: '一键发布',
        text: '定稿后发到已绑定的网站或账号。没发布的草稿不占发布次数。',
        detail: '计入发布用量',
      },
    ],
  },
  offer,
  questions: {
    title: '常见问题',
    lead: '付费之前，大家最常问的几件事。',
    contact: '没找到答案？写信给我们：{way}',
    contactPage: '没找到答案？{way}',
    page: '联系我们',
    email: 'hello@inkstone.example',
    items: [
      {
        question: '用量到了上限会怎样？',
        answer: [
          '对应的功能会暂停，到重置时间自动恢复。套餐中注明“超出后 … 积分”的功能，可以由已有的积分支付超出的部分：由你自行开启，并可设置上限。任何情况下都不会额外收费。',
          '用量达到 80% 和 95% 时都会提醒你，不至于措手不及。',
          '每日配额在账户所在时区的零点重置，每月配额在账期开始时重置。正在写的文章会先占用一个名额，写作失败会自动退回。',
        ],
      },
      {
        question: '积分是什么？',
        answer: [
          '积分用于支付超出配额的部分，比例见套餐中该功能的说明。部分套餐每期附带积分，也可以一次性购买积分包；积分用完后不会继续收费。',
        ],
      },
      {
        question: '可以换套餐吗？',
        answer: [
          '可以。套餐在已付费的时间内有效，不会自动续费；到期后可以重新选择更大、更小或免费的套餐。如需提前更换，告诉我们即可。',
          '换套餐后，当天已用的量照常计入，不会重复计算。',
        ],
      },
      {
        question: '可以退款吗？',
        answer: [
          '可以。付款后 14 天内联系我们，全额原路退回，无需说明理由。重复到账的款项会自动退回；订单结束后才到账的，仍会交付所购内容，如已停售则自动退回。',
        ],
      },
      {
        question: '能开发票吗？',
        answer: [
          '每笔付款对应一个订单，附有可打印的收据，停用付费套餐后仍可在账户里查看。需要含公司名称、地址和税号的发票，告诉我们订单号即可。',
        ],
      },
      {
        question: '我的数据怎么处理？',
        answer: [
          '文章、提纲和关键词都归你所有。使用记录只记下何时写了文章，不含文章内容，可随时下载为 CSV 文件。',
          '停止付费后，账户会转为免费版继续保留；如需注销，告诉我们即可删除。',
        ],
      },
    ],
  },
  closing: {
    title: '先免费写几篇。',
    text: '先看看合不合心意，再决定要不要付费。',
    choose: '选择套餐',
  },
  footer: {
    about: '面向日更创作者的 AI 写作工具。',
    meteredBy: '由 Meterstone 计量',
    api: 'API',
    signIn: '登录',
    top: '回到顶部',
    rights: '© 2026 砚台',
  },
};
