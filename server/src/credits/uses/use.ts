/** One use to be paid, its account resolved: by an amount, or by an action that has a price. */
export interface CreditUse {
  accountId: string;
  amount: number | undefined;
  action: string | undefined;
  referenceId: string | undefined;
  key: string | undefined;
}

/** What became of it (see consume_credits_many.sql). */
export type UseOutcome = RecordedUse | RejectedUse;

interface RecordedUse {
  status: 'recorded' | 'replayed';
  transactionId: string;
  seq: number;
  amount: number;
  /** Right after the use; of a replay, after the first one. */
  available: number;
  /** The lot that paid; null where it was several. */
  lotId: string | null;
}

interface RejectedUse {
  status: 'rejected';
  code: string;
  /** What it would have cost; 0 where that is not known. */
  amount: number;
  available: number;
}
