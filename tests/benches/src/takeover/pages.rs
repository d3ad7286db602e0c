//! The pages: four of the publication, two of them once more as what Preact hydrates, and two of words alone.

use std::{env, fs, path::Path};

use anyhow::{Context, Result, ensure};
use hustings_e2e::{Page, Partner, World};

/// A page that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The list of articles.
    List,
    /// An article with a poll.
    Article,
    /// An article of seven thousand words, with notes, sections and a poll.
    LongRead,
    /// A poll by itself.
    Poll,
    /// The article as Preact hydrates it.
    PreactArticle,
    /// The long read likewise.
    PreactLongRead,
    /// The words of the long read in paragraphs, and nothing else: no style sheet, no script, no picture.
    Words,
    /// Two lines of words: what a browser that has just begun takes for any page.
    TwoLines,
}

/// The words of the article on the screen, a paragraph for each block.
const AS_WORDS: &str = "return [...document.querySelectorAll('.prose > *')].map((block) => {
    const paragraph = document.createElement('p');
    paragraph.textContent = block.textContent;
    return paragraph.outerHTML;
}).join('')";

/// Makes of the page that is open what Preact is given: the same elements without scripts, and the same once more as a tree. What
/// Preact has to compare is what the server of an app that is written with it would have sent: the element's name, attributes and
/// children, a handler on whatever can be pressed.
const AS_TREE: &str = "return (async () => {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html');
    for (const script of page.querySelectorAll('script, link[rel~=modulepreload], link[rel~=preload]')) script.remove();
    const style = page.head.querySelectorAll('style');
    const tree = (node) => node.nodeType === Node.TEXT_NODE ? node.data : [
        node.localName,
        Object.fromEntries([...node.attributes].map(({ name, value }) => [name, value])),
        [...node.childNodes].map(tree),
    ];
    const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_COMMENT);
    const comments = [];
    while (walker.nextNode()) comments.push(walker.currentNode);
    for (const comment of comments) comment.remove();
    page.body.normalize();
    return {
        style: [...style].map((one) => one.textContent).join(''),
        attributes: [page.documentElement, page.body].map((one) => [...one.attributes].map((a) => `${a.name}=\"${a.value}\"`).join(' ')),
        html: page.body.innerHTML,
        tree: JSON.stringify([...page.body.childNodes].map(tree)),
    };
})()";

/// What is in the head of every page that the bench makes.
const HEAD: &str = "<meta charset=utf-8><meta name=viewport content='width=device-width'><title>A page</title>\
                    <link rel=icon href='data:,'>";

/// Builds the tree of Preact's own nodes and hydrates it.
const HYDRATES: &str = "
    const node = (one) => {
        if (typeof one === 'string') return one;
        const [name, attributes, children] = one;
        const pressed = /^(a|button|input|select|form)$/.test(name) ? { onClick() {} } : {};
        const { value, checked, ...others } = attributes;
        return h(name, { ...others, ...pressed }, children.map(node));
    };
    hydrate(JSON.parse(document.getElementById('tree').textContent).map(node), document.getElementById('root'));";

impl Kind {
    pub(crate) const ALL: [Self; 8] = [
        Self::List,
        Self::Article,
        Self::LongRead,
        Self::Poll,
        Self::PreactArticle,
        Self::PreactLongRead,
        Self::Words,
        Self::TwoLines,
    ];

    /// What it is called in the table.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::List => "list of articles",
            Self::Article => "article",
            Self::LongRead => "long read",
            Self::Poll => "poll",
            Self::PreactArticle => "article, hydrated by Preact",
            Self::PreactLongRead => "long read, hydrated by Preact",
            Self::Words => "long read, its words alone",
            Self::TwoLines => "two lines of words",
        }
    }

    /// Whether it is a page of the publication.
    pub(crate) fn is_own(self) -> bool {
        matches!(self, Self::List | Self::Article | Self::LongRead | Self::Poll)
    }

    /// The page of the publication that it is, or is made of.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::List => "/en/",
            Self::Article | Self::PreactArticle => "/en/articles/night-trains",
            Self::LongRead | Self::PreactLongRead | Self::Words => "/en/articles/how-clocks-agreed",
            Self::TwoLines | Self::Poll => "/en/polls/night-trains",
        }
    }

    /// Where it is.
    pub(crate) async fn address(self, world: &World, partner: &Partner) -> Result<String> {
        let own = format!("{}{}", world.server.address(), self.path());
        let of_words = |words: &str| {
            let html = format!("<!doctype html><html lang=en><head>{HEAD}</head><body>{words}</body></html>");
            partner.page(&format!("/test/{self:?}"), Page::new(html))
        };
        let script = match self {
            Self::List | Self::Article | Self::LongRead | Self::Poll => return Ok(own),
            Self::PreactArticle | Self::PreactLongRead => AS_TREE,
            Self::Words => AS_WORDS,
            Self::TwoLines => return Ok(of_words("<h1>A page</h1><p>Some words in a line, and nothing else.</p>")),
        };
        let reader = world.browser().await?;
        reader.goto(self.path()).await?;
        let made = reader.script(script).await?;
        reader.close().await?;
        if let Some(words) = made.as_str() {
            return Ok(of_words(words));
        }
        let part = |name: &str| made[name].as_str().with_context(|| format!("the page has no {name}"));
        let attributes = |at: usize| made["attributes"][at].as_str().unwrap_or_default();
        // Nothing in a script of JSON may end it.
        let (html, tree) = (part("html")?, part("tree")?.replace("</", "<\\/"));
        let html = format!(
            "<!doctype html><html {}><head>{HEAD}<style>{}</style></head><body {}><div id=root>{html}</div>\
             <script type=application/json id=tree>{tree}</script>\
             <script type=module>import {{ h, hydrate }} from '/test/preact.js';{HYDRATES}</script></body></html>",
            attributes(0),
            part("style")?,
            attributes(1),
        );
        partner.page("/test/preact.js", Page::new(preact()?).header("content-type", "text/javascript"));
        Ok(partner.page(&format!("/test/{self:?}"), Page::new(html)))
    }
}

/// Preact as npm has it, beside the other packages.
fn preact() -> Result<String> {
    let axe =
        env::var_os("HUSTINGS_AXE").context("HUSTINGS_AXE is not set; run this with `cargo xtask bench takeover`")?;
    let packages = Path::new(&axe).ancestors().nth(2).context("no folder of packages")?;
    let file = packages.join("preact/dist/preact.module.js");
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    ensure!(text.contains("export"), "{} is no module", file.display());
    Ok(text)
}
