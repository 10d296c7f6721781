import { Skeleton } from 'antd';

/** A block that something of this size will take the place of; as wide as its surroundings unless told (pixels). */
export function BlockSkeleton({ width, height }: { width?: number; height: number }) {
  return (
    <Skeleton.Node
      active
      styles={{
        root: { display: 'block', width: width ?? '100%', height },
        content: { width: '100%', height: '100%' },
      }}
    />
  );
}
