/** What a reader could not read, looked for inside the page: text cut off without its whole in a title, and text too pale. */

/** Expressions for `page.evaluate`: the tests are compiled without the names of a browser. */
export const cutTexts = `(() => {
  const faults = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (element.closest('.sr-only, .sr, [title], textarea, select, option')) continue;
    const style = getComputedStyle(element);
    if (style.overflowX === 'visible' || style.overflowX === 'auto' || style.overflowX === 'scroll') continue;
    if (element.scrollWidth > element.clientWidth + 1) faults.push(element.textContent.trim().slice(0, 80));
  }
  return faults;
})()`;

/** Least contrast by WCAG 2.2 AA: 4.5, for large text 3. */
export const paleTexts = `(() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r, g, b].map((x, i) => (x * a + [R, G, B][i] * (255 - a)) / 255);
  const light = (rgb) => {
    const [r, g, b] = rgb.map((x) => (x / 255 <= 0.04045 ? x / 255 / 12.92 : ((x / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const parent = (element) => element.parentElement ?? element.getRootNode().host ?? null;
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = parent(at)) {
      const layer = rgba(getComputedStyle(at).backgroundColor);
      if (layer[3] > 0) layers.push(layer);
      if (layer[3] === 255) break;
    }
    const dark = matchMedia('(prefers-color-scheme: dark)').matches ? [0, 0, 0] : [255, 255, 255];
    return layers.reduceRight((under, layer) => over(layer, under), dark);
  };
  const faults = new Set();
  const walk = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) walk(element.shadowRoot);
      const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
      if (!own || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      // What is switched off need not stand out; what is only heard is not seen.
      if (element.closest('style, script, noscript, option, :disabled, [data-disabled], .sr-only, .sr')) continue;
      const style = getComputedStyle(element);
      const ground = behind(element);
      const ink = over(rgba(style.color), ground);
      const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x);
      const size = parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      const contrast = (a + 0.05) / (b + 0.05);
      if (contrast < (large ? 3 : 4.5))
        faults.add(contrast.toFixed(2) + ' ' + element.textContent.trim().slice(0, 60));
    }
  };
  walk(document.body);
  return [...faults];
})()`;
