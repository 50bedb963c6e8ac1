// Sets the kept theme before the first paint. A file of its own, because the content policy allows no inline script.
(function () {
  var kept = null;
  try {
    kept = localStorage.getItem('breakwater-theme');
  } catch (storageIsBlocked) {
    console.warn('The theme is not kept:', storageIsBlocked);
  }
  if (kept === 'dark' || kept === 'light') document.documentElement.dataset.theme = kept;
})();
