/** Decimal digits of every script, as the ASCII digits they stand for. */

/** The zeros of the scripts in the basic plane (Unicode general category Nd); nine more follow each. */
const ZEROS = [
  0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0de6, 0x0e50,
  0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50,
  0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
];
/** Bold, double-struck, sans-serif and monospace digits: five sets of ten in a row. */
const MATHEMATICAL = 0x1d7ce;

/** `digits` (characters of \p{Nd}) in ASCII; a digit of a script outside the list becomes "?". */
export function toAsciiDigits(digits: string): string {
  if (/^[0-9]*$/.test(digits)) return digits;
  let ascii = '';
  for (const character of digits) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) ascii += character;
    else if (code >= MATHEMATICAL && code < MATHEMATICAL + 50) ascii += String((code - MATHEMATICAL) % 10);
    else {
      const zero = ZEROS.find((z) => code >= z && code < z + 10);
      ascii += zero === undefined ? '?' : String(code - zero);
    }
  }
  return ascii;
}
