import type { Act } from './course.ts';

/**
 * Ways to write the functions wrongly, each of which the player of courses must notice. `needs`: in one of the courses
 * where this comes after money.
 */
export const mutants: { file: string; wrong: string; from: string; to: string; needs?: Act[] }[] = [
  {
    file: 'orders/money/payment_money.sql',
    wrong: 'what we asked and what the provider says to have given back are added up',
    from: 'greatest(v_refunded, v_asked + v_panel) + v_held',
    to: 'v_refunded + v_asked + v_held',
    needs: ['refund part', 'refund rest'],
  },
  {
    file: 'orders/money/payment_money.sql',
    wrong: 'what went back before we asked is taken for ours',
    from: 'v_asked + v_panel',
    to: 'v_asked',
    needs: ['pay A', 'pay B', 'refund part'],
  },
  {
    file: 'orders/money/payment_money.sql',
    wrong: 'money on its way back does not count',
    from: "coalesce(sum(amount_minor) filter (where state <> 'failed'), 0),\n    coalesce",
    to: "coalesce(sum(amount_minor) filter (where state = 'succeeded'), 0),\n    coalesce",
  },
  {
    file: 'orders/money/payment_money.sql',
    wrong: 'what a dispute holds still buys goods',
    from: "state in ('opened', 'lost')",
    to: "state in ('lost')",
  },
  {
    file: 'orders/money/payment_money.sql',
    wrong: 'a dispute that is lost is not gone',
    from: 'greatest(v_refunded, v_given + v_panel) + v_lost',
    to: 'greatest(v_refunded, v_given + v_panel)',
  },
  {
    file: 'orders/facts/merge_refund_changed.sql',
    wrong: 'the last sum told holds, not the greatest',
    from: 'v_told_sum, v_payment.refunded_minor - case when v_told_sum is null then 0 else v_failed_sum end',
    to: 'v_told_sum',
    needs: ['refund part', 'refund rest'],
  },
  {
    file: 'orders/facts/merge_dispute_changed.sql',
    wrong: 'the last news of a dispute holds, not the latest',
    from: '    return;',
    to: '    perform 1;',
  },
  {
    file: 'orders/facts/merge_payment_succeeded.sql',
    wrong: 'money is told by the event, not by its id',
    from: 'provider_payment_id = v_money_id;\n  if found then',
    to: 'provider_payment_id = v_money_id;\n  if false then',
  },
  {
    file: 'orders/facts/merge_payment_succeeded.sql',
    wrong: 'money for an attempt that has ended is thrown away',
    from: "if p_payment.state <> 'succeeded' then",
    to: "if p_payment.state in ('closed', 'expired') then\n    payment_id := p_payment.id;\n    return;\n  elsif p_payment.state <> 'succeeded' then",
  },
  {
    file: 'orders/settling/give_role.sql',
    wrong: 'an order that has ended keeps no money',
    from: '  v_refusal := case\n',
    to: "  v_refusal := case when v_status in ('cancelled', 'expired') then 'late'\n",
  },
  {
    file: 'orders/settling/settle_money.sql',
    wrong: 'nobody asks a surplus back',
    from: "role = 'surplus'",
    to: "role = 'nobody'",
  },
  {
    file: 'orders/money/ask_back_surplus.sql',
    wrong: 'a surplus is asked back whole, whatever went back before',
    from: 'v_money.received - v_money.back, true',
    to: 'v_money.received, true',
    needs: ['pay B', 'refund part'],
  },
  {
    file: 'orders/goods/settle_goods.sql',
    wrong: 'goods go by a difference, not by a target',
    from: 'v_target <> v_fulfilment.revoked_units',
    to: 'v_target > v_fulfilment.revoked_units',
  },
  {
    file: 'orders/goods/take_units.sql',
    wrong: 'more is taken each time, not until so much is taken in all',
    from: 'p_total => p_revoked_units',
    to: 'p_amount => p_revoked_units',
    needs: ['refund part', 'dispute'],
  },
  {
    file: 'orders/settling/settle_money.sql',
    wrong: 'the order forgets money that is gone',
    from: 'if v_refunded <> v_order.refunded_minor then',
    to: 'if false then',
  },
  {
    file: 'payments/apply_commands.sql',
    wrong: 'news of money that is not known is thrown away',
    from: "then 'orphan' else 'ignored' end",
    to: "then 'ignored' else 'ignored' end",
  },
  {
    file: 'orders/refunds/note_refund_answer.sql',
    wrong: 'the provider’s sum in an answer is not kept, nor what it calls done',
    from: 'if array_position(v_ranks, v_refund.state) < array_position(v_ranks, p_state)',
    to: 'if false',
    needs: ['refund part'],
  },
  {
    file: 'orders/orders/end_order.sql',
    wrong: 'what is paid can be cancelled',
    from: "v_order.status <> 'pending' or",
    to: 'false or',
  },
];
