import type { Theme } from './theme.ts';

/** The colours of docs: stone greys, one accent, and colour only where it means something. */
export const palette = {
  light: {
    ground: '#FAFAF9',
    surface: '#FFFFFF',
    line: '#E7E5E4',
    text: '#1C1917',
    quiet: '#57534E',
    accent: '#0F766E',
    warning: '#8A6A00',
    critical: '#C74800',
    exhausted: '#AD1332',
  },
  dark: {
    ground: '#0C0A09',
    surface: '#1C1917',
    line: '#292524',
    text: '#FAFAF9',
    quiet: '#A8A29E',
    accent: '#2DD4BF',
    warning: '#FACC15',
    critical: '#FB923C',
    exhausted: '#F87171',
  },
} as const satisfies Record<Theme, Record<string, string>>;

/** What tells the series of a chart apart, in this order; a level is none of them. The first is the accent. */
export const seriesColours = {
  light: [palette.light.accent, '#7C3AED', '#0284C7', '#C026D3', '#4D7C0F', '#64748B'],
  dark: [palette.dark.accent, '#A78BFA', '#38BDF8', '#E879F9', '#A3E635', '#94A3B8'],
} as const satisfies Record<Theme, readonly string[]>;

export const fontFamily =
  '"Inter Variable", "Inter as Arial", "Inter as Roboto", system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif';
