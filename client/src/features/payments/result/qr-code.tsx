import encodeQR from 'qr';

interface QrCodeProps {
  text: string;
  /** For those who can't see it. */
  label: string;
}

/** Empty modules around the code that readers need; ISO/IEC 18004 asks for four, the frame around adds some. */
const border = 2;

/** A text as a QR code: one path of an SVG, dark on light. */
export function QrCode({ text, label }: QrCodeProps) {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border });
  const size = rows.length;
  const path = rows
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
  return (
    <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <path fill="#fff" d={`M0 0h${size}v${size}h-${size}z`} />
      <path fill="#000" d={path} />
    </svg>
  );
}
