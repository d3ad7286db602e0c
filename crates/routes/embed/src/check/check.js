// Buttons that copy what is to be pasted. The page works without: one can mark and copy by hand.
"use strict";

// Long enough to be read, in milliseconds.
const shownFor = 4000;

const addButton = (block) => {
  const row = document.createElement("div");
  row.className = "copy-row";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet copy-button";
  button.textContent = "Copy";
  const said = document.createElement("span");
  said.className = "part__note";
  said.setAttribute("role", "status");
  let clearing;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(block.textContent);
      said.textContent = "Copied.";
    } catch {
      // Without permission the text is marked, ready for the keyboard.
      getSelection().selectAllChildren(block);
      said.textContent = "Marked; copy it with the keyboard.";
    }
    clearTimeout(clearing);
    clearing = setTimeout(() => { said.textContent = ""; }, shownFor);
  });
  row.append(button, said);
  block.after(row);
};

if (navigator.clipboard) document.querySelectorAll(".copy").forEach(addButton);
