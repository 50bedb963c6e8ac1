/**
 * A `fetch` that tells how much of the body was sent, which the platform's own cannot. For the uploads of imports only:
 * takes a URL and a Blob body. @param onSent bytes handed to the network so far
 */
export function xhrFetch(onSent: (sentBytes: number) => void, signal: AbortSignal): typeof globalThis.fetch {
  return (input, init) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const url = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
      request.open(init?.method ?? 'GET', url);
      new Headers(init?.headers).forEach((value, name) => request.setRequestHeader(name, value));
      request.responseType = 'text';
      request.upload.addEventListener('progress', (event) => onSent(event.loaded));
      request.addEventListener('load', () => {
        const contentType = request.getResponseHeader('content-type');
        resolve(
          new Response(request.responseText, {
            status: request.status,
            headers: contentType === null ? {} : { 'content-type': contentType },
          }),
        );
      });
      request.addEventListener('error', () => reject(new TypeError('The connection broke during the upload.')));
      request.addEventListener('abort', () => reject(new DOMException('The upload was stopped.', 'AbortError')));
      signal.addEventListener('abort', () => request.abort(), { once: true });
      request.send((init?.body ?? null) as XMLHttpRequestBodyInit | null);
    });
}
