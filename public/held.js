// On the page about its reader, once everything was erased: what this browser itself keeps of the publication goes as well.
if (document.querySelector(".held-page__erased")) {
  const ours = (name) => name.startsWith("hustings");
  for (const storage of [localStorage, sessionStorage]) {
    for (const key of Object.keys(storage).filter(ours)) storage.removeItem(key);
  }
  caches?.keys().then((names) => names.filter(ours).forEach((name) => caches.delete(name)));
}
