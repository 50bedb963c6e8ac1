import { cx } from '../kit/cx.ts';
import { unicodeHost } from './idn.ts';
import { visibleText } from './visible-text.ts';

/** A hostname in ASCII form; an internationalised one shows its Unicode form beside it. Never a link: it may be hostile. */
export function Host({ name, className }: { name: string; className?: string }) {
  const unicode = unicodeHost(name);
  return (
    <span className={cx('mono break-all', className)}>
      <bdi>{visibleText(name)}</bdi>
      {unicode !== null && (
        <span className="text-ink-3" title="The same name as a browser may show it">
          {' '}
          (<bdi>{visibleText(unicode)}</bdi>)
        </span>
      )}
    </span>
  );
}
