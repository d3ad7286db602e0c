//! Tables within a table, and unknown keys.

use std::collections::BTreeMap;

use super::{At, Fields, names::distance, whole};

impl<'t> Fields<'t> {
    /// The table of this name; absent is `None`.
    pub(crate) fn table(&self, key: &'static str) -> Option<Fields<'t>> {
        let (value, at) = self.get(key)?;
        let Some(table) = value.as_table() else {
            self.wrong(key, at, &format!("a table [{key}]"));
            return None;
        };
        Some(self.nested(table, at - self.offset, format!(" in [{key}]")))
    }

    /// The tables of this name, in order: `[[key]]`, or a list of `{ … }`.
    pub(crate) fn tables(&self, key: &'static str) -> Vec<Fields<'t>> {
        let Some((value, at)) = self.get(key) else { return Vec::new() };
        let list = value.as_array();
        let tables = list.map(|list| list.iter().map(|item| (item.get_ref().as_table(), item)).collect::<Vec<_>>());
        let Some(tables) = tables.filter(|tables| tables.iter().all(|(table, _)| table.is_some())) else {
            self.wrong(key, at, &format!("tables, each under a line [[{key}]]"));
            return Vec::new();
        };
        let place = format!(" in [[{key}]]");
        let fields = tables
            .into_iter()
            .filter_map(|(table, item)| table.map(|table| self.nested(table, item.span().start, place.clone())));
        fields.collect()
    }

    /// All entries whose values are tables, whatever their keys.
    pub(crate) fn each_table(&self) -> Vec<(At<String>, Fields<'t>)> {
        let mut tables = Vec::new();
        for (key, value) in self.table {
            let at = self.offset + key.span().start;
            let name = key.get_ref().to_string();
            match value.get_ref().as_table() {
                Some(table) => {
                    let fields = self.nested(table, value.span().start, format!(" of `{name}`"));
                    tables.push((At { value: name, at }, fields));
                }
                None => self.wrong(&name, at, "a table"),
            }
        }
        tables
    }

    /// All entries whose values are whole numbers, whatever their keys.
    pub(crate) fn each_count(&self) -> Vec<(At<String>, u64)> {
        let mut counts = Vec::new();
        for (key, value) in self.table {
            let at = self.offset + key.span().start;
            let name = key.get_ref().to_string();
            match whole(value.get_ref()) {
                Some(count) => counts.push((At { value: name, at }, count)),
                None => self.wrong(&name, at, "a whole number, 0 or more"),
            }
        }
        counts
    }

    /// A table of one text per language, such as `[name]` with `en = "…"`; absent is empty.
    /// A language that is not in `languages` is a fault.
    pub(crate) fn by_language(
        &self,
        key: &'static str,
        languages: &[String],
        max: usize,
    ) -> BTreeMap<String, At<String>> {
        let mut texts = BTreeMap::new();
        let Some(table) = self.table(key) else { return texts };
        for (lang, value) in table.table {
            let name = lang.get_ref().to_string();
            let at = self.offset + lang.span().start;
            if !languages.contains(&name) {
                let known = languages.join(", ");
                self.source.error(at, format!("`{name}` in [{key}] is no language of the publication ({known})"));
            } else if let Some(value) = self.checked_text(&name, value.get_ref(), at, max) {
                if value.is_empty() {
                    self.source.error(at, format!("`{name}` in [{key}] is empty; give a text or take the line out"));
                } else {
                    texts.insert(name, At { value, at });
                }
            }
        }
        texts
    }

    /// Makes a key known without reading it.
    pub(crate) fn mention(&self, key: &'static str) {
        let mut known = self.known.borrow_mut();
        if !known.contains(&key) {
            known.push(key);
        }
    }

    /// Names every key that no getter asked for, with the nearest one that is known.
    pub(crate) fn finish(&self) {
        let known = self.known.borrow();
        for key in self.table.keys() {
            let name = key.get_ref().as_ref();
            if known.contains(&name) {
                continue;
            }
            let nearest = known.iter().min_by_key(|other| distance(name, other));
            let hint = match nearest.filter(|other| distance(name, other) <= 3.min(name.chars().count())) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => format!("known are {}", known.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", ")),
            };
            self.source
                .error(self.offset + key.span().start, format!("`{name}`{} is not a known key; {hint}", self.place));
        }
    }
}
