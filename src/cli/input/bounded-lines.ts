/**
 * The lines of a text as they come, without their ends. Of a line longer than `maxLength` characters only so many are given, the
 * rest of it is dropped unread: nothing holds more than one line and one chunk.
 */
export async function* boundedLinesOf(
  chunks: AsyncIterable<Buffer | string>,
  maxLength: number,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let line = '';
  for await (const chunk of chunks) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      yield withMore(line, text, from, end, maxLength).replace(/\r$/, '');
      line = '';
      from = end + 1;
    }
    line = withMore(line, text, from, text.length, maxLength);
  }
  if (line !== '') yield line.replace(/\r$/, '');
}

function withMore(line: string, text: string, from: number, to: number, maxLength: number): string {
  return line + text.slice(from, Math.min(to, from + maxLength - line.length));
}
