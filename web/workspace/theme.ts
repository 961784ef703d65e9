/** Mantine in the house's colours. Every text colour here holds 4.5:1 on the ground it is used on, light and dark. */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const baton: MantineColorsTuple = [
  '#eef2ff',
  '#dbe3fd',
  '#b7c6f9',
  '#8ea8f6',
  '#6a8af0',
  '#4a6fe6',
  '#3a60de',
  '#2f55d4',
  '#2747b3',
  '#1f3a93',
];

const dark: MantineColorsTuple = [
  '#e8eaed',
  '#c6ccd4',
  '#a7afb9',
  '#6b7480',
  '#3d444d',
  '#2e343b',
  '#23282e',
  '#191c20',
  '#131518',
  '#0e1012',
];

export const theme = createTheme({
  primaryColor: 'baton',
  primaryShade: { light: 7, dark: 7 },
  colors: { baton, dark },
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif',
  headings: { fontWeight: '650', sizes: { h3: { fontSize: '1.25rem' }, h4: { fontSize: '1.0625rem' } } },
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Select: { defaultProps: { clearButtonProps: { 'aria-label': 'Clear' } } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
    Modal: { defaultProps: { centered: true, closeButtonProps: { 'aria-label': 'Close' } } },
    Drawer: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
  },
});

export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1b1f24',
    '--mantine-color-dimmed': '#59616b',
    '--mantine-color-placeholder': '#6a727c',
    '--mantine-color-error': '#b42318',
    '--mantine-color-anchor': '#2747b3',
  },
  dark: {
    '--mantine-color-body': '#191c20',
    '--mantine-color-dimmed': '#a7afb9',
    '--mantine-color-placeholder': '#8f98a3',
    '--mantine-color-error': '#ff9a92',
    '--mantine-color-anchor': '#a3b8ff',
  },
});
