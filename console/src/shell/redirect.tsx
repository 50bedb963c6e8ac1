import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

/** Goes on to another address, once. (The router's own Navigate goes again with every drawing, and so never arrives.) */
export function Redirect({ href }: { href: string }) {
  const navigate = useNavigate();
  const gone = useRef(false);
  useEffect(() => {
    if (gone.current) return;
    gone.current = true;
    void navigate({ href, replace: true });
  }, [href, navigate]);
  return null;
}
