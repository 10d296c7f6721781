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

export const fontFamily =
  '"Inter Variable", "Inter as Arial", "Inter as Roboto", system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif';
