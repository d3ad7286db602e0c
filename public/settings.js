// What the reader has set for reading, before anything is painted. It stands in the head itself, allowed by its
// hash: a file of its own would keep the first paint waiting. Plain syntax, since the build's minifier knows no other.
// The app calls it with the words that the reader chooses, also where nothing can be kept; boot.js without any, to
// look again at what is kept.
window.hustingsReading = function (words) {
  var root = document.documentElement;
  try {
    if (words === undefined) words = localStorage.getItem("hustings.reading");
  } catch (refused) {}
  words = words || "";
  var theme = /\b(light|dark)\b/.exec(words);
  if (theme) root.dataset.theme = theme[0];
  else delete root.dataset.theme;
  root.dataset.reading = words;
};
window.hustingsReading();
