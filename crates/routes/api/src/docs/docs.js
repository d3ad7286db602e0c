// The page that shows openapi.json and lets one try every operation. Plain JavaScript, no library;
// it builds nodes and sets text, never HTML.
"use strict";

const node = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

// The schema that a reference such as "#/components/schemas/Poll" names.
const resolve = (api, schema) =>
  schema && schema.$ref ? schema.$ref.split("/").slice(1).reduce((part, key) => part[key], api) : schema;

// A value to begin with for a body of this schema.
const example = (api, schema) => {
  schema = resolve(api, schema) || {};
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === "object") {
    return Object.fromEntries(Object.entries(schema.properties || {}).map(([key, value]) => [key, example(api, value)]));
  }
  if (type === "array") return [example(api, schema.items)];
  if (type === "integer" || type === "number") return schema.maximum ?? schema.minimum ?? 0;
  return type === "boolean" ? false : "";
};

const operationForm = (api, path, method, operation) => {
  const output = node("pre", { role: "status" });
  const form = node("form");
  const fields = (operation.parameters || []).map((parameter) => {
    const input = node("input", { name: parameter.name, required: parameter.required || false });
    const words = `${parameter.name} (${parameter.in}${parameter.required ? "" : ", optional"})`;
    form.append(node("label", {}, words, parameter.description ? ` – ${parameter.description}` : "", input));
    return { parameter, input };
  });
  const content = operation.requestBody?.content?.["application/json"];
  const body = content && node("textarea", { rows: 4, value: JSON.stringify(example(api, content.schema), null, 2) });
  if (body) form.append(node("label", {}, "body", body));
  form.append(node("button", { type: "submit" }, "Try it"));

  let stop = () => {};
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    stop();
    const query = new URLSearchParams();
    let address = path;
    for (const { parameter, input } of fields) {
      if (parameter.in === "path") address = address.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
      else if (input.value) {
        const values = [].concat(parameter.schema?.type || []).includes("array") ? input.value.split(",") : [input.value];
        values.forEach((value) => query.append(parameter.name, value.trim()));
      }
    }
    if (query.size) address += `?${query}`;
    const abort = new AbortController();
    stop = () => abort.abort();
    output.textContent = "…";
    try {
      const headers = body ? { "Content-Type": "application/json" } : {};
      const response = await fetch(address, { method: method.toUpperCase(), headers, body: body?.value, signal: abort.signal });
      output.textContent = `${method.toUpperCase()} ${address}\n${response.status} ${response.statusText}\n`;
      if ((response.headers.get("Content-Type") || "").startsWith("text/event-stream")) {
        // The stream is shown as it comes, until the form is sent again.
        const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
        for (let part = await reader.read(); !part.done; part = await reader.read()) output.append(part.value);
        return;
      }
      const text = await response.text();
      try {
        output.append(JSON.stringify(JSON.parse(text), null, 2));
      } catch {
        output.append(text);
      }
    } catch (error) {
      if (error.name !== "AbortError") output.append(`\n${error}`);
    }
  });
  return node("div", {}, form, output);
};

const show = async () => {
  const main = document.getElementById("operations");
  const api = await (await fetch("/api/v1/openapi.json")).json();
  document.getElementById("description").prepend(`${api.info.description} `);
  for (const [path, operations] of Object.entries(api.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const head = node("summary", {}, node("span", { className: "method" }, method.toUpperCase()), node("code", {}, path));
      const words = node("p", {}, [operation.summary, operation.description].filter(Boolean).join(" "));
      main.append(node("details", {}, head, words, operationForm(api, path, method, operation)));
    }
  }
};

show().catch((error) => document.getElementById("operations").append(`The document cannot be shown: ${error}`));
