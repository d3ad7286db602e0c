//! What a style sheet says of custom properties: each with the conditions under which it counts, and its line.
//!
//! Parses the structure of CSS Syntax Level 3 (rules, blocks, declarations, comments, strings), and interprets only
//! custom properties. Other declarations are skipped.

/// One declaration of a custom property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Declaration {
    /// The selector of its rule, as it is written.
    pub(super) selector: String,
    /// The conditions around it, such as `@media print`, outermost first.
    pub(super) conditions: Vec<String>,
    /// Its name, with the two dashes.
    pub(super) name: String,
    pub(super) value: String,
    /// The first line is 1.
    pub(super) line: usize,
}

/// A place at which a sheet is no CSS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Broken {
    pub(super) line: usize,
    pub(super) what: String,
}

/// The custom properties of a sheet, in its order, and what is wrong with it.
pub(super) fn read(css: &str) -> (Vec<Declaration>, Vec<Broken>) {
    let mut reader = Reader { declarations: Vec::new(), broken: Vec::new(), open: Vec::new(), line: 1 };
    reader.read(css);
    (reader.declarations, reader.broken)
}

/// What a sheet that is whole declares, without lines and with single blanks; `None` for one that is broken.
#[cfg(any(test, fuzzing))]
pub(crate) fn declared(css: &str) -> Option<Vec<[String; 3]>> {
    let single = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (declarations, broken) = read(css);
    let plain = |one: Declaration| [single(&one.selector), one.name, single(&one.value)];
    broken.is_empty().then(|| declarations.into_iter().map(plain).collect())
}

/// A sheet without its comments. Between two words an empty one stays, which keeps them apart.
pub(crate) fn without_comments(css: &str) -> String {
    let is_apart = |c: char| c.is_whitespace() || "{};:,".contains(c);
    let mut bare = String::with_capacity(css.len());
    let mut rest = css;
    while !rest.is_empty() {
        let (token, after) = rest.split_at(token(rest).0);
        if !token.starts_with("/*") {
            bare.push_str(token);
        } else if !bare.ends_with(is_apart) && !after.starts_with(is_apart) && !bare.is_empty() && !after.is_empty() {
            bare.push_str("/**/");
        }
        rest = after;
    }
    bare
}

/// The length of the comment, text, URL or character that `rest` begins with, and what is wrong with it.
fn token(rest: &str) -> (usize, Option<&'static str>) {
    let mut characters = rest.chars();
    let first = characters.next().map_or(0, char::len_utf8);
    if let Some(comment) = rest.strip_prefix("/*") {
        return match comment.find("*/") {
            Some(end) => (end + 4, None),
            None => (rest.len(), Some("the comment is not closed; add `*/`")),
        };
    }
    match rest.as_bytes().first() {
        Some(quote @ (b'"' | b'\'')) => {
            let mut escaped = false;
            let end = rest[1..].find(|c: char| {
                let ends = !escaped && (c == char::from(*quote) || c == '\n');
                escaped = c == '\\' && !escaped;
                ends
            });
            match end {
                Some(end) if rest.as_bytes()[end + 1] == *quote => (end + 2, None),
                end => (end.map_or(rest.len(), |end| end + 1), Some("the text in quotes is not closed on its line")),
            }
        }
        Some(b'\\') => (first + characters.next().map_or(0, char::len_utf8), None),
        _ => (url(rest).unwrap_or(first), None),
    }
}

/// The length of the `url(…)` that `rest` begins with, where it is without quotes: nothing in it is a comment (CSS Syntax
/// Level 3, section 4.3.6).
fn url(rest: &str) -> Option<usize> {
    let inner = rest.get(..4).filter(|name| name.eq_ignore_ascii_case("url(")).map(|name| &rest[name.len()..])?;
    let is_bare = !inner.trim_start().starts_with(['"', '\'']);
    is_bare.then(|| inner.find([')', '\n'])).flatten().filter(|end| inner[*end..].starts_with(')')).map(|end| end + 5)
}

struct Reader {
    declarations: Vec<Declaration>,
    broken: Vec<Broken>,
    /// What stands before the braces that are open, with the line of each.
    open: Vec<(String, usize)>,
    line: usize,
}

impl Reader {
    fn read(&mut self, css: &str) {
        // What has been read since the last brace or semicolon, and the line where it began.
        let (mut text, mut began) = (String::new(), 1);
        let mut rest = css;
        let mut brackets: Vec<(char, usize)> = Vec::new();
        while let Some(c) = rest.chars().next() {
            let (length, fault) = token(rest);
            if let Some(fault) = fault {
                self.blame(self.line, fault.to_owned());
            }
            let token = &rest[..length];
            rest = &rest[length..];
            let line = self.line;
            self.line += token.matches('\n').count();
            if token.starts_with("/*") {
                continue;
            }
            if text.is_empty() && !c.is_whitespace() {
                began = line;
            }
            match c {
                '{' if brackets.is_empty() => {
                    self.open.push((std::mem::take(&mut text).trim().to_owned(), began));
                }
                '}' => {
                    for (bracket, line) in brackets.drain(..) {
                        self.blame(line, format!("`{bracket}` is not closed"));
                    }
                    self.declare(&std::mem::take(&mut text), began);
                    if self.open.pop().is_none() {
                        self.blame(line, "`}` closes nothing; take it out".to_owned());
                    }
                }
                ';' if brackets.is_empty() => {
                    let text = std::mem::take(&mut text);
                    if self.open.is_empty() {
                        self.at_rule(text.trim(), began);
                    } else {
                        self.declare(&text, began);
                    }
                }
                '(' | '[' => {
                    brackets.push((c, line));
                    text.push(c);
                }
                ')' | ']' => {
                    if brackets.pop().is_none_or(|(open, _)| (open == '(') != (c == ')')) {
                        self.blame(line, format!("`{c}` closes nothing"));
                    }
                    text.push(c);
                }
                _ if text.is_empty() && c.is_whitespace() => {}
                _ => text.push_str(token),
            }
        }
        for (bracket, line) in brackets {
            self.blame(line, format!("`{bracket}` is not closed"));
        }
        for (before, line) in std::mem::take(&mut self.open) {
            self.blame(line, format!("the block of `{before}` is not closed; add `}}`"));
        }
        if !text.trim().is_empty() {
            self.blame(began, format!("`{}` is no rule; add a block or take it out", text.trim()));
        }
    }

    fn declare(&mut self, text: &str, line: usize) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let Some((name, value)) = text.split_once(':') else {
            return self.blame(line, format!("`{text}` is no declaration; write `name: value;`"));
        };
        let (name, value) = (name.trim(), value.trim());
        if value.is_empty() {
            return self.blame(line, format!("`{name}` has no value"));
        }
        // Two dashes within a value are the next declaration, whose semicolon is missing.
        if value.contains('\n') && value.lines().skip(1).any(|line| line.trim_start().starts_with("--")) {
            return self.blame(line, format!("`{name}` does not end; add `;`"));
        }
        if let Some((selector, conditions)) = self.open.split_last().filter(|_| name.starts_with("--")) {
            self.declarations.push(Declaration {
                selector: selector.0.clone(),
                conditions: conditions.iter().map(|(before, _)| before.clone()).collect(),
                name: name.to_owned(),
                value: value.to_owned(),
                line,
            });
        }
    }

    fn at_rule(&mut self, text: &str, line: usize) {
        if text.starts_with("@import") {
            self.blame(line, "@import does not count within a page's styles; put the rules here".to_owned());
        } else if !text.is_empty() && !text.starts_with('@') {
            self.blame(line, format!("`{text}` stands outside of a rule; put it into `:root {{ … }}`"));
        }
    }

    fn blame(&mut self, line: usize, what: String) {
        self.broken.push(Broken { line, what });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_properties_are_read_with_what_stands_around_them() {
        let css = "/* a { */\n:root {\n  --a: \"}\";\n  color: red; --b: f(1; 2)\n}\n@media print {\n x { --c: d } }\n@font-face { src: url(/a.woff2) }";
        let (declarations, broken) = read(css);
        assert_eq!(broken, []);
        let found: Vec<_> = declarations
            .iter()
            .map(|d| (d.conditions.join(" "), d.selector.as_str(), d.name.as_str(), d.value.as_str(), d.line))
            .collect();
        assert_eq!(
            found,
            [
                (String::new(), ":root", "--a", "\"}\"", 3),
                (String::new(), ":root", "--b", "f(1; 2)", 4),
                ("@media print".to_owned(), "x", "--c", "d", 7),
            ]
        );
    }

    #[test]
    fn comments_are_taken_out_and_nothing_else_is() {
        for (css, bare) in [
            ("a{}/* b */\nc{}", "a{}\nc{}"),
            ("a{content:\"/*\"}b{content:\"*/\"}", "a{content:\"/*\"}b{content:\"*/\"}"),
            ("a{margin:1px/* and */2px}", "a{margin:1px/**/2px}"),
            ("a/**/.b{}", "a/**/.b{}"),
            ("a{b:URL(x/*y)}c{d:url(*/z)}", "a{b:URL(x/*y)}c{d:url(*/z)}"),
            ("a{b:url(\"/*\")}/* c", "a{b:url(\"/*\")}"),
            ("a{b:\\\"}/* c */d{}", "a{b:\\\"}d{}"),
        ] {
            assert_eq!(without_comments(css), bare, "{css}");
        }
    }

    #[test]
    fn what_is_broken_is_named_with_its_line() {
        let cases = [
            (":root {\n--a: b;\n", 1, "`:root` is not closed"),
            (":root { --a: b }\n}", 2, "closes nothing"),
            (":root {\n--a: #fff\n--b: #000;\n}", 2, "`--a` does not end"),
            (":root {\n--a;\n}", 2, "no declaration"),
            (":root {\n--a: ;\n}", 2, "`--a` has no value"),
            ("a {}\n/* b", 2, "comment is not closed"),
            (":root {\n--a: \"b;\n}", 2, "quotes is not closed"),
            (":root {\n--a: rgb(1;\n}", 2, "`(` is not closed"),
            (":root {\n--a: 1);\n}", 2, "`)` closes nothing"),
            ("\n@import \"x.css\";", 2, "@import"),
            ("--a: b;", 1, "outside of a rule"),
            ("a {}\nb", 2, "`b` is no rule"),
        ];
        for (css, line, what) in cases {
            let (_, broken) = read(css);
            assert!(broken.iter().any(|b| b.line == line && b.what.contains(what)), "{css}: {broken:?}");
        }
    }
}
