/** Articles for a measurement: a folder of Markdown as in config/knowledge, JSON lines, or a list in YAML. */
import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { ArticleHead } from '../../foundation/config/business-schema';
import { ConfigurationFault } from '../../foundation/config/configuration-fault';
import { readKnowledge } from '../../foundation/config/knowledge';
import { readYaml } from '../../foundation/config/yaml-file';
import type { Article } from '../knowledge/search-index';
import { readLines } from './cases';

const Line = z
  .looseObject({
    id: z.string().optional(),
    title: z.string().default(''),
    text: z.string().default(''),
    phrasings: ArticleHead.shape.phrasings,
    language: ArticleHead.shape.language,
    /** Makes it a topic: what comes nearest to it goes to a person. */
    escalate: ArticleHead.shape.escalate,
  })
  .refine(({ title, phrasings }) => title !== '' || phrasings.length > 0, 'needs a title or phrasings');

export function readArticles(place: string): Article[] {
  if (statSync(place).isDirectory()) {
    return readKnowledge(place).map(({ file, escalate, ...article }) => ({ ...article, id: file, topic: escalate }));
  }
  const text = readFileSync(place, 'utf8');
  const lines = /\.ya?ml$/i.test(place) ? readList(place, text) : readLines(text, Line, place);
  return lines.map(({ id, title, text: body, phrasings, language, escalate }, at) => ({
    id: id ?? `${at + 1}`,
    title,
    body,
    phrasings,
    url: null,
    language,
    topic: escalate,
  }));
}

function readList(place: string, text: string): z.output<typeof Line>[] {
  const faults: string[] = [];
  const read = readYaml(place, text, z.array(Line), faults);
  if (!read) throw new ConfigurationFault('The articles are not right:', faults);
  return read.data;
}
