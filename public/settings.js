// What the reader has set for reading, before anything is painted. It stands in the head itself, allowed by its
// hash: a file of its own would keep the first paint waiting. Plain syntax, since the build's minifier knows no other.
(function () {
  var root = document.documentElement;
  var meta = document.createElement("meta");
  meta.name = "theme-color";
  document.head.append(meta);

  // The browser's own bars take the colour of the paper, whoever chose it.
  function tint() {
    meta.content = getComputedStyle(root).getPropertyValue("--paper");
  }

  function apply(words) {
    var forms = { theme: /\b(light|dark)\b/, text: /\b(small|larger|largest)\b/, measure: /\b(narrow|wide)\b/ };
    for (var name in forms) {
      var word = forms[name].exec(words);
      if (word) root.dataset[name] = word[0];
      else delete root.dataset[name];
    }
    tint();
  }

  function restore() {
    try {
      apply(localStorage.getItem("hustings.reading"));
    } catch (refused) {
      tint();
    }
  }

  restore();
  // Set in another tab, or while this page was kept aside.
  addEventListener("storage", restore);
  addEventListener("pageshow", restore);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", tint);
  // For the app, which knows what the reader chooses also where nothing can be kept.
  window.hustingsReading = apply;
})();
