/** What the script tag says: looks, place, words. Whatever cannot be read is left at its default. */
import { languageOf } from './words';

export interface Options {
  inline: boolean;
  language: string;
  direction: 'ltr' | 'rtl';
  theme: 'auto' | 'light' | 'dark';
  position: 'start' | 'end';
  title: string | undefined;
  greeting: string | undefined;
  sound: boolean;
  colors: Record<string, string>;
}

export function optionsOf(script: HTMLScriptElement, inline: boolean): Options {
  const { lang, dir, theme, position, title, greeting, color, sound } = script.dataset;
  const page = document.documentElement;
  return {
    inline,
    language: languageOf([lang, page.lang, ...navigator.languages]),
    direction: (dir ?? getComputedStyle(page).direction) === 'rtl' ? 'rtl' : 'ltr',
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    position: position === 'start' ? 'start' : 'end',
    title: title || undefined,
    greeting: greeting || undefined,
    sound: sound !== 'off',
    colors: colorsOf(color),
  };
}

/** The ink on the colour is black or white, whichever is easier to read (WCAG 2.2, relative luminance). */
function colorsOf(color: string | undefined): Record<string, string> {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/iu.exec(color ?? '');
  if (!hex) {
    if (color) console.warn(`Baton widget: data-color="${color}" is not a colour such as #2f55d4.`);
    return {};
  }
  const [r = 0, g = 0, b = 0] = hex.slice(1).map((part) => {
    const value = parseInt(part, 16) / 255;
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return { '--accent': hex[0], '--on-accent': luminance > 0.179 ? '#000' : '#fff' };
}
