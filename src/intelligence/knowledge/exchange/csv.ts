/** Comma-separated values as RFC 4180 has them, with the line on which each row begins. Pure. */

export interface Row {
  line: number;
  fields: string[];
}

/** Empty lines are left out; a byte order mark too. Faults are added with their line. */
export function readCsv(name: string, text: string, faults: string[]): Row[] {
  const rows: Row[] = [];
  let fields: string[] = [];
  let field = '';
  let quoted = false;
  let closed = false;
  let line = 1;
  let began = 1;
  const endField = (): void => {
    fields.push(field);
    field = '';
    closed = false;
  };
  const endRow = (): void => {
    endField();
    if (fields.length > 1 || fields[0] !== '') rows.push({ line: began, fields });
    fields = [];
    began = line;
  };
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  for (let at = start; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\n') line += 1;
    if (quoted) {
      if (character !== '"') field += character;
      else if (text.charAt(at + 1) === '"') {
        field += '"';
        at += 1;
      } else {
        quoted = false;
        closed = true;
      }
    } else if (character === '"' && field === '' && !closed) quoted = true;
    else if (character === ',') endField();
    else if (character === '\n' || (character === '\r' && text.charAt(at + 1) === '\n')) {
      if (character === '\r') {
        at += 1;
        line += 1;
      }
      endRow();
    } else if (closed) {
      faults.push(`${name}:${line} has words behind a closing quotation mark: put two marks where one is meant.`);
      return [];
    } else field += character;
  }
  if (quoted) {
    faults.push(`${name}:${began} opens a quotation mark that is never closed.`);
    return [];
  }
  if (field !== '' || fields.length > 0 || closed) endRow();
  return rows;
}
