//! What caches may keep: entity tags, freshness, and whose an answer is (RFC 9110, section 13; RFC 9111).

use super::identity::readable;
use crate::{
    answer::Answer,
    case::{Case, Needs},
    client::Ask,
    context::{Context, random_name},
    outcome::End,
    subjects::{article_path, ballot, poll_path, rating_path},
};

/// The most seconds for which a shared cache may keep what readers change.
const SHARED: u64 = 10;
/// How often an answer that changes meanwhile is asked for again.
const TRIES: u32 = 3;

pub(super) const CASES: &[Case] = &[
    Case {
        id: "caching.revalidation",
        promise: "Every resource has an `ETag`, and a request whose `If-None-Match` has it is answered with 304 and no body.",
        needs: Needs::Reading,
        run: revalidation,
    },
    Case {
        id: "caching.freshness",
        promise: "Browsers ask again each time (`max-age=0`, `no-cache` or `no-store`), and shared caches keep what readers \
                  change for seconds at most.",
        needs: Needs::Reading,
        run: freshness,
    },
    Case {
        id: "caching.vary",
        promise: "What shared caches may keep names in `Vary` by which headers a reader is known: `Cookie`, and for a poll \
                  `hustings-reader` and `hustings-identity`.",
        needs: Needs::Reading,
        run: vary,
    },
    Case { id: "caching.errors", promise: "Errors are `no-store`.", needs: Needs::Reading, run: errors },
    Case {
        id: "caching.private",
        promise: "A poll and a rating with the reader's own vote or stars are `private` or `no-store`.",
        needs: Needs::Writing,
        run: private,
    },
    Case {
        id: "caching.mutations",
        promise: "Answers to votes and ratings, and to taking them back, are `no-store`.",
        needs: Needs::Writing,
        run: mutations,
    },
];

/// Whether `Cache-Control` has a directive, whatever its value.
fn has(answer: &Answer, directive: &str) -> bool {
    seconds(answer, directive).is_some() || answer.lists("cache-control", directive)
}

/// The value of a directive of `Cache-Control`.
fn seconds(answer: &Answer, directive: &str) -> Option<u64> {
    let header = answer.header("cache-control").to_ascii_lowercase();
    header
        .split(',')
        .find_map(|item| item.trim().strip_prefix(directive)?.strip_prefix('=')?.trim_matches('"').parse().ok())
}

fn is_personal(answer: &Answer) -> bool {
    has(answer, "private") || has(answer, "no-store")
}

fn revalidation(context: &Context) -> End {
    for path in readable(context) {
        let mut end = Ok(());
        // Something may have changed between the two requests.
        for _ in 0..TRIES {
            end = revalidated(context, &path);
            if end.is_ok() {
                break;
            }
        }
        end?;
    }
    Ok(())
}

fn revalidated(context: &Context, path: &str) -> End {
    let first = context.get(path)?;
    let tag = first.expect(200)?.header("etag");
    let is_tag = tag.strip_prefix("W/").unwrap_or(&tag).starts_with('"') && tag.ends_with('"') && tag.len() > 2;
    first.ensure(
        is_tag,
        format!("ETag: {tag}"),
        "Answer with an ETag: a text in quotes that changes with the body.",
    )?;
    for held in [tag.clone(), format!("\"other\", {tag}")] {
        let answer = context.client.send(&Ask::get(path).header("if-none-match", held))?;
        let todo = "Answer with 304, the same ETag and no body where If-None-Match has the present tag.";
        let is_unchanged = answer.status == 304 && answer.body.is_empty() && answer.header("etag") == tag;
        answer.ensure(is_unchanged, format!("{}, with the ETag {}", answer.summary(), answer.header("etag")), todo)?;
    }
    let answer = context.client.send(&Ask::get(path).header("if-none-match", "\"other\""))?;
    answer.expect(200).map(|_| ())
}

fn freshness(context: &Context) -> End {
    for path in readable(context) {
        let answer = context.get(path)?;
        let came = format!("Cache-Control: {}", answer.header("cache-control"));
        let asks_again = seconds(&answer, "max-age") == Some(0) || has(&answer, "no-cache") || has(&answer, "no-store");
        answer.ensure(asks_again, &came, "Add max-age=0 to Cache-Control, or no-cache.")?;
        let is_brief = seconds(&answer, "s-maxage").is_none_or(|seconds| seconds <= SHARED);
        answer.ensure(is_brief, came, format!("Let shared caches keep this for at most {SHARED} seconds."))?;
    }
    Ok(())
}

fn vary(context: &Context) -> End {
    let polls = context
        .subjects
        .poll_ids
        .iter()
        .take(1)
        .map(|id| (poll_path(id), &["cookie", "hustings-reader", "hustings-identity"][..]));
    let articles = context
        .subjects
        .article()
        .into_iter()
        .flat_map(|slug| [article_path(slug), rating_path(slug)].map(|path| (path, &["cookie"][..])));
    for (path, names) in polls.chain(articles) {
        let answer = context.get(path)?;
        let missing: Vec<&str> = names.iter().copied().filter(|name| !answer.lists("vary", name)).collect();
        let holds = is_personal(&answer) || answer.lists("vary", "*") || missing.is_empty();
        let came = format!("Vary: {}, without {}", answer.header("vary"), missing.join(", "));
        answer.ensure(holds, came, format!("Add to Vary: {}.", missing.join(", ")))?;
    }
    Ok(())
}

fn errors(context: &Context) -> End {
    let slug = random_name();
    for path in [poll_path(&slug), article_path(&slug)] {
        let answer = context.get(path)?;
        let came = format!("{} with Cache-Control: {}", answer.status, answer.header("cache-control"));
        let holds = answer.status >= 400 && has(&answer, "no-store");
        answer.ensure(holds, came, "Answer errors with Cache-Control: no-store.")?;
    }
    Ok(())
}

fn private(context: &Context) -> End {
    let poll = context.subjects.changeable()?;
    let reader = context.reader_with_client_id();
    reader.voted(&poll.id, &ballot(poll))?;
    let mut paths = vec![poll_path(&poll.id)];
    if let Ok(slug) = context.subjects.article() {
        reader.rate(slug, 3)?.expect(200)?;
        paths.push(rating_path(slug));
    }
    for path in paths {
        let answer = reader.send(Ask::get(path))?;
        let came = format!("Cache-Control: {}", answer.header("cache-control"));
        let todo = "Answer with Cache-Control: private, no-cache, where the answer has the reader's own vote or stars.";
        answer.expect(200)?.ensure(is_personal(&answer), came, todo)?;
    }
    Ok(())
}

fn mutations(context: &Context) -> End {
    let poll = context.subjects.changeable()?;
    let reader = context.reader_with_client_id();
    let mut answers = vec![reader.vote(&poll.id, &ballot(poll))?, reader.withdraw(&poll.id)?];
    if let Ok(slug) = context.subjects.article() {
        answers.push(reader.rate(slug, 3)?);
        answers.push(reader.send(Ask::delete(rating_path(slug)))?);
    }
    for answer in answers {
        let came = format!("Cache-Control: {}", answer.header("cache-control"));
        answer.expect(200)?.ensure(has(&answer, "no-store"), came, "Answer with Cache-Control: no-store.")?;
    }
    Ok(())
}
