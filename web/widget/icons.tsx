/** @jsxImportSource preact */
/** The pictures of the widget. */

const drawn = {
  fill: 'none',
  stroke: 'currentColor',
  'stroke-width': 2,
  'stroke-linecap': 'round',
  'stroke-linejoin': 'round',
  viewBox: '0 0 24 24',
  'aria-hidden': true,
} as const;

export const ChatIcon = () => (
  <svg {...drawn}>
    <path d="M4 5h16v11H9l-5 4z" />
  </svg>
);

export const CloseIcon = () => (
  <svg {...drawn}>
    <path d="M6 6l12 12M18 6L6 18" />
  </svg>
);

export const ElsewhereIcon = () => (
  <svg {...drawn}>
    <path d="M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM11 18h2" />
  </svg>
);

export const SendIcon = () => (
  <svg {...drawn}>
    <path d="M4 12l16-7-6 16-3-6z" />
  </svg>
);

export const AttachIcon = () => (
  <svg {...drawn}>
    <path d="M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 5 5l-8.500 8.500a1.700 1.700 0 0 1-2.500-2.500L15 7" />
  </svg>
);

export const SoundIcon = ({ on }: { on: boolean }) => (
  <svg {...drawn}>
    <path
      d={`M4 9v6h4l5 4V5L8 9z${on ? 'M16.500 9a4 4 0 0 1 0 6M19 6.500a8 8 0 0 1 0 11' : 'M17 10l4 4M21 10l-4 4'}`}
    />
  </svg>
);
