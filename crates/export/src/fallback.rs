//! Configuration for nginx in front of the backend: while no server answers, the exported files do, at the backend's own addresses.
//! So pages that name the backend, as partners' do, still have the results of closed polls.
//!
//! Whatever no file can answer stays the error that it is: votes are kept by the app and sent later.

use std::fmt::Write as _;

use hustings_http::security_headers::{HEADERS, PICTURE_POLICY};

use super::hosts::{PAGE, SiteHost, quoted, types};

/// A part of the `server` block in front of the backend.
pub(super) fn nginx(host: &SiteHost<'_>) -> String {
    let SiteHost { base, policy, languages, frozen, out } = host;
    let base = base.replace('.', "\\.");
    // Pages name their files below the site's path, and the backend's addresses have none.
    let below = if base.is_empty() { String::new() } else { format!("(?:{base})?") };
    let folder = quoted(&format!("{out}/"));
    let mut text = format!(
        "# Made by `hustings export`. Belongs into the `server` block in front of the backend, beside its locations:\n\
         # `include {}_nginx_fallback.conf;`\n",
        folder.trim_matches('"')
    );
    // Outside of the location: one in which a condition holds forgets its `try_files`.
    let mut set = |condition: &str, variables: &[(&str, &str)]| {
        let lines =
            variables.iter().map(|(name, value)| format!("set $hustings_{name} \"{value}\"; ")).collect::<String>();
        let _ = match condition {
            "" => writeln!(text, "{}", lines.trim_end()),
            _ => writeln!(text, "if ({condition}) {{ {lines}}}"),
        };
    };
    let nowhere = "/-";
    set("", &[("file", "$uri"), ("lang", ""), ("picture", nowhere)]);
    set("", &[("policy", policy), ("embedder", ""), ("resource", "")]);
    if !base.is_empty() {
        set(&format!("$uri ~ \"^{base}(/.*)$\""), &[("file", "$1")]);
    }
    set(&format!("$uri ~ \"/\\.|^{below}/_\""), &[("file", nowhere)]);
    // Only what is a language becomes part of a path.
    set(&format!("$arg_lang ~ \"^({})$\"", languages.join("|")), &[("lang", "/$1")]);
    set(
        "$uri ~ \"^(/api/v1/polls/[a-z0-9_-]+)/(results|flow)\\.svg$\"",
        &[("picture", "$1$hustings_lang/$2.svg"), ("policy", &frozen.picture_policy), ("resource", "cross-origin")],
    );
    let frame = [("policy", &*frozen.frame_policy), ("embedder", "require-corp"), ("resource", "cross-origin")];
    set(&format!("$uri ~ \"^{below}/embed/polls/\""), &frame);
    for (id, ancestors) in &frozen.ancestors {
        let policy = format!("{}; {ancestors}", frozen.frame_policy);
        set(&format!("$uri ~ \"^{below}/embed/polls/{id}(?:/|$)\""), &[("policy", &policy)]);
    }
    set(&format!("$uri ~ \"^{below}/embed/v1/\""), &[("resource", "cross-origin")]);
    set(&format!("$uri ~ \"^{below}/media/\""), &[("policy", PICTURE_POLICY), ("resource", "cross-origin")]);
    let _ = write!(
        text,
        "error_page 502 504 = @hustings_export;\nlocation @hustings_export {{\n    root {folder};\n    charset utf-8;\n    \
         types {{\n{}    }}\n",
        types()
    );
    let own = [
        ("content-security-policy", "$hustings_policy"),
        ("cross-origin-embedder-policy", "$hustings_embedder"),
        ("cross-origin-resource-policy", "$hustings_resource"),
        ("cache-control", PAGE),
    ];
    let headers = HEADERS;
    let others = headers.iter().map(|(name, value)| (name.as_str(), *value));
    for (name, value) in own.into_iter().chain(others.filter(|(name, _)| *name != "content-security-policy")) {
        // A header without a value is not sent.
        let _ = writeln!(text, "    add_header {name} \"{value}\" always;");
    }
    text + "    try_files $hustings_picture $hustings_file$hustings_lang/index.html $hustings_file/index.html $hustings_file \
            =502;\n}\n"
}
