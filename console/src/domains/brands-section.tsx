import { FirstLook } from '../first-look/first-look.tsx';
import { BrandEditor } from './brand-form.tsx';
import { CheckHost } from './check-host.tsx';
import { LureWords } from './lure-words.tsx';

/** The brands, what is predicted for each, what stands of it, the lure words learned, and a field that judges any host against them while it is typed. */
export function BrandsSection() {
  return (
    <div className="flex flex-col gap-5">
      <BrandEditor />
      <FirstLook />
      <LureWords />
      <div className="border-line border-t pt-4">
        <CheckHost />
      </div>
    </div>
  );
}
