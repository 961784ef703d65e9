/** @jsxImportSource preact */
/** The three pictures of the widget. */

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

export const SendIcon = () => (
  <svg {...drawn}>
    <path d="M4 12l16-7-6 16-3-6z" />
  </svg>
);
