/** The part of snowball-stemmers that is used; the package ships no types. */
declare module 'snowball-stemmers' {
  export function newStemmer(algorithm: string): { stem(word: string): string };
}
