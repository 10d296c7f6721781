import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { exponentOf } from '../../src/lib/currencies.ts';
import { AmountError, fromStripe, fromYuan, toStripe, toYuan } from '../../src/payments/amounts.ts';

/** https://docs.stripe.com/currencies, "Zero-decimal currencies"; UGX and ISK have a rule of their own. */
const stripeWhole = 'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' ');
const isoWhole = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ');
const isoThousandths = 'BHD IQD JOD KWD LYD OMR TND'.split(' ');

describe('exponents', () => {
  it('are those of ISO 4217, for each currency there is', () => {
    const odd = Intl.supportedValuesOf('currency').filter((currency) => exponentOf(currency) !== 2);
    const known = new Set(Intl.supportedValuesOf('currency'));
    const expected = [...isoWhole, ...isoThousandths, 'CLF', 'UYW'].filter((code) => known.has(code));
    expect(odd.sort()).toEqual(expected.sort());
    expect([exponentOf('JPY'), exponentOf('USD'), exponentOf('KWD'), exponentOf('CLF')]).toEqual([
      0, 2, 3, 4,
    ]);
  });
});

describe('Stripe', () => {
  it.each([
    ['JPY', 500, 500],
    ['KWD', 1_500, 1_500],
    ['USD', 1_999, 1_999],
    ['CNY', 13_900, 13_900],
    // ISO has no parts of them, Stripe takes hundredths.
    ['ISK', 500, 50_000],
    ['UGX', 3_700, 370_000],
    // ISO has hundredths, Stripe takes none.
    ['MGA', 150_000, 1_500],
  ])('takes %s %d as %d, and says so', (currency, ours, theirs) => {
    expect(toStripe(ours, currency)).toBe(theirs);
    expect(fromStripe(theirs, currency)).toBe(ours);
  });

  it.each([
    ['KWD', 1_505],
    ['MGA', 150],
    ['LYD', 1_000],
    ['IQD', 1_000],
    ['CLF', 10_000],
    ['ISK', Number.MAX_SAFE_INTEGER],
  ])('is not offered %s %d, which it can’t charge exactly', (currency, ours) => {
    expect(toStripe(ours, currency)).toBeUndefined();
  });

  it('refuses what is no sum of the currency', () => {
    expect(() => fromStripe(150, 'ISK')).toThrow(AmountError);
    expect(() => fromStripe(99.5, 'USD')).toThrow(AmountError);
    expect(() => fromStripe(-1, 'USD')).toThrow(AmountError);
    expect(() => toStripe(0.1, 'USD')).toThrow(AmountError);
  });

  it('takes every currency’s whole units in its own way, and back without loss', () => {
    for (const currency of Intl.supportedValuesOf('currency')) {
      const one = 10 ** exponentOf(currency);
      const sent = toStripe(one * 12, currency);
      if (sent === undefined) {
        expect(['CLF', 'IQD', 'LYD', 'UYI', 'UYW']).toContain(currency);
        continue;
      }
      const places = stripeWhole.includes(currency) ? 0 : isoThousandths.includes(currency) ? 3 : 2;
      expect({ currency, sent }).toEqual({ currency, sent: 12 * 10 ** places });
      expect(fromStripe(sent, currency)).toBe(one * 12);
    }
  });

  it('gives back each sum that it takes', () => {
    const currencies = fc.constantFrom('USD', 'JPY', 'KWD', 'ISK', 'UGX', 'MGA', 'EUR');
    fc.assert(
      fc.property(fc.nat(10_000_000_000), currencies, (amount, currency) => {
        const sent = toStripe(amount, currency);
        if (sent !== undefined) expect(fromStripe(sent, currency)).toBe(amount);
      }),
    );
  });
});

describe('yuan', () => {
  it.each([
    [0, '0.00'],
    [1, '0.01'],
    [10, '0.10'],
    [435, '4.35'],
    [13_900, '139.00'],
    [10_000_000_000, '100000000.00'],
  ])('%d fen are %s', (fen, yuan) => {
    expect(toYuan(fen)).toBe(yuan);
    expect(fromYuan(yuan)).toBe(fen);
  });

  it('may be written short', () => {
    expect([fromYuan('139'), fromYuan('139.5')]).toEqual([13_900, 13_950]);
  });

  it.each(['', '-1.00', '1.001', '1,00', '1e3', ' 1.00', '01.00', '.50', '1.', 'NaN', '１.00', '1.00元'])(
    'are not %j',
    (text) => {
      expect(() => fromYuan(text)).toThrow(AmountError);
    },
  );

  it('keep every fen', () => {
    fc.assert(fc.property(fc.nat(1_000_000_000_000), (fen) => expect(fromYuan(toYuan(fen))).toBe(fen)));
  });
});
