import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isMeant, zoneChoices } from '../../../lib/time/zone-search.ts';
import { TimeZoneSelect } from '../../../ui/forms/time/time-zone-select.tsx';
import { Theming } from '../../../ui/page/theming.tsx';
import styles from '../form/form.module.css';

interface ThemedTimeZoneSelectProps {
  id: string;
  value: string;
  onChange: (timeZone: string) => void;
}

/** Below the field, whatever the room there: above it are fields that are being filled. */
const placements = {
  bottomLeft: { points: ['tl', 'bl'], offset: [0, 4], overflow: { adjustX: 1, adjustY: 0 } },
};

/** Of the list, in pixels: three entries and a piece of the fourth, which tells that there are more; eight. */
const heights = { least: 112, most: 256 };
/** Around the list: its own edge, and what keeps it off the window's. */
const aroundPx = 24;

/**
 * Open at once, and with the theme of Ant Design, which the pages of visitors go without. What was typed and is no zone
 * stays there when the field is left, to be refused with words.
 */
export function ThemedTimeZoneSelect({ onChange, ...props }: ThemedTimeZoneSelectProps) {
  const { t, i18n } = useTranslation('session');
  const typed = useRef('');
  const frame = useRef<HTMLDivElement>(null);
  const [listHeight, setListHeight] = useState(heights.most);
  useLayoutEffect(() => {
    const room = window.innerHeight - (frame.current?.getBoundingClientRect().bottom ?? 0) - aroundPx;
    setListHeight(Math.max(heights.least, Math.min(room, heights.most)));
  }, []);
  return (
    <Theming letters="inherit">
      <div ref={frame} className={styles['zone']}>
        <TimeZoneSelect
          size="large"
          autoFocus
          defaultOpen
          listHeight={listHeight}
          placement="bottomLeft"
          builtinPlacements={placements}
          style={{ width: '100%' }}
          notFoundContent={t('fields.noZone')}
          onSearch={(text) => {
            typed.current = text.trim();
          }}
          onBlur={() => {
            const text = typed.current;
            typed.current = '';
            if (text !== '' && !zoneChoices(i18n.language).some((choice) => isMeant(choice, text)))
              onChange(text);
          }}
          onChange={(timeZone: string) => {
            typed.current = '';
            onChange(timeZone);
          }}
          {...props}
        />
      </div>
    </Theming>
  );
}
