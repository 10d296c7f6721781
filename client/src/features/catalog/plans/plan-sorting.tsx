import {
  closestCenter,
  DndContext,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
  type Announcements,
} from '@dnd-kit/core';
import {
  arrayMove,
  rectSortingStrategy,
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import type { AdminPlan } from '@meterstone/server/contract/catalog';
import { createContext, useMemo, type CSSProperties, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { inLanguage } from '../../../lib/language/translations.ts';

interface PlanSortingProps {
  /** All there are, in order. */
  plans: AdminPlan[];
  /** Those that are shown, in the same order. */
  shown: readonly AdminPlan[];
  shape: 'list' | 'grid';
  onReorder: (plans: AdminPlan[]) => void;
  children: ReactNode;
}

/** Lets plans inside be dragged to another place, by pointer or keys, and says aloud what happens. */
export function PlanSorting({ plans, shown, shape, onReorder, children }: PlanSortingProps) {
  const { t, i18n } = useTranslation('plans');
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const ids = shown.map(({ id }) => id);
  const name = (id: string | number) => {
    const plan = shown.find((known) => known.id === id);
    return plan ? inLanguage(plan.name, i18n.language) : '';
  };
  const place = (id: string | number) => ids.findIndex((known) => known === id) + 1;
  const announcements: Announcements = {
    onDragStart: ({ active }) => t('order.picked', { plan: name(active.id) }),
    onDragOver: ({ active, over }) =>
      over ? t('order.over', { plan: name(active.id), place: place(over.id), total: ids.length }) : undefined,
    onDragEnd: ({ active, over }) =>
      t('order.dropped', {
        plan: name(active.id),
        place: place(over?.id ?? active.id),
        total: ids.length,
      }),
    onDragCancel: ({ active }) => t('order.cancelled', { plan: name(active.id) }),
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      accessibility={{ announcements, screenReaderInstructions: { draggable: t('order.instructions') } }}
      onDragEnd={({ active, over }) => {
        if (over && over.id !== active.id) onReorder(moved(plans, active.id, over.id));
      }}
    >
      <SortableContext
        items={ids}
        strategy={shape === 'list' ? verticalListSortingStrategy : rectSortingStrategy}
      >
        {children}
      </SortableContext>
    </DndContext>
  );
}

/** The plans with one of them where another was; those that are not shown keep their place among the rest. */
export function moved(plans: AdminPlan[], id: string | number, to: string | number): AdminPlan[] {
  const indexOf = (wanted: string | number) => plans.findIndex((plan) => plan.id === wanted);
  return arrayMove(plans, indexOf(id), indexOf(to));
}

type Sortable = ReturnType<typeof useSortable>;

/** What drags a row, for the handle somewhere inside of it. */
export const DragHandleContext = createContext<
  Pick<Sortable, 'attributes' | 'listeners' | 'setActivatorNodeRef'> | undefined
>(undefined);

/** Makes an element one of those that can be dragged. */
export function usePlanSortable(id: string): {
  ref: Sortable['setNodeRef'];
  style: CSSProperties;
  handle: Pick<Sortable, 'attributes' | 'listeners' | 'setActivatorNodeRef'>;
} {
  const { t } = useTranslation('plans');
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } =
    useSortable({ id, attributes: { roleDescription: t('order.role') } });
  const handle = useMemo(
    () => ({ attributes, listeners, setActivatorNodeRef }),
    [attributes, listeners, setActivatorNodeRef],
  );
  return {
    ref: setNodeRef,
    style: {
      transform: CSS.Translate.toString(transform),
      transition,
      ...(isDragging && { position: 'relative', zIndex: 2, boxShadow: 'var(--float)' }),
    },
    handle,
  };
}
