//! Polls as a stranger sees them: shape, figures, languages, and who may see results.

use std::collections::BTreeSet;

use hustings_wire::{ErrorCode, OptionImage, Poll, PollKind, PollState, ResultsRule, tally, write_in::OTHER};
use serde_json::Value;

use super::{MOST, encoded};
use crate::{
    answer::Answer,
    case::{Case, Needs},
    context::{Context, random_name},
    outcome::{End, Stop},
    subjects::poll_path,
};

/// How an answer says that the order of its options is drawn.
const RANDOM: &str = "random";

pub(super) const CASES: &[Case] = &[
    Case {
        id: "polls.shape",
        promise: "A poll has at least two options, each there once, bounds of choices that its kind allows, and no vote of \
                  somebody who has not voted.",
        needs: Needs::Reading,
        run: shape,
    },
    Case {
        id: "polls.figures",
        promise: "Where votes show, they add up to `total_votes`, and percentages are those of the largest remainder for one \
                  choice, step or first place and each option's share of voters for several.",
        needs: Needs::Reading,
        run: figures,
    },
    Case {
        id: "polls.pictures",
        promise: "Where an option has an `image` all of the poll have one, of one shape, with its size and its words, and at its \
                  `src` is that picture, which pages of other origins may show.",
        needs: Needs::Reading,
        run: pictures,
    },
    Case {
        id: "polls.scale",
        promise: "Of a scale whose votes show, `scale_summary` says the median, the mean and the quartiles, in the poll and in \
                  `results.json`; of every other poll it says nothing.",
        needs: Needs::Reading,
        run: scale,
    },
    Case {
        id: "polls.quiz",
        promise: "A quiz that is not closed tells nobody what is right who has not answered, and `quiz` is there of a quiz alone.",
        needs: Needs::Reading,
        run: quiz,
    },
    Case {
        id: "polls.hidden",
        promise: "Results show as the poll's rule says, and while they are hidden no answer about it has votes or percentages.",
        needs: Needs::Reading,
        run: hidden,
    },
    Case {
        id: "polls.languages",
        promise: "In each of its languages a poll has the same options in the same order, and a language that it does not have \
                  is a `translation_missing` that names those it has.",
        needs: Needs::Reading,
        run: languages,
    },
    Case {
        id: "polls.results",
        promise: "`results.json` and `results.csv` say of a poll what the poll itself says.",
        needs: Needs::Reading,
        run: results,
    },
    Case {
        id: "polls.order",
        promise: "A poll whose `order` is `random` has the options of `results.json` in any order, and of those `results.json` and \
                  `results.csv` have one order, which does not change with the language or the next time.",
        needs: Needs::Reading,
        run: order,
    },
    Case {
        id: "polls.unknown",
        promise: "A poll that there is not is a 404 `not_found`.",
        needs: Needs::Reading,
        run: unknown,
    },
];

/// Every poll that is asked about, with the answer that it came in.
fn each(context: &Context, look: impl Fn(&Answer, &Poll) -> End) -> End {
    context.subjects.any_poll()?;
    for id in &context.subjects.poll_ids {
        let answer = context.get(poll_path(id))?;
        look(&answer, &answer.json()?)?;
    }
    Ok(())
}

fn shape(context: &Context) -> End {
    each(context, |answer, poll| {
        let asked_for = poll_path(&poll.id);
        answer.ensure(
            answer.asked.contains(&asked_for),
            format!("the poll {}", poll.id),
            "Give the poll that was asked for.",
        )?;
        let has_words = !poll.question.is_empty() && poll.options.iter().all(|option| !option.label.is_empty());
        answer.ensure(has_words, answer.summary(), "Give the question and every option words.")?;
        let ids: BTreeSet<_> = poll.options.iter().map(|option| &option.id).collect();
        let is_choice = ids.len() == poll.options.len() && ids.len() > 1;
        answer.ensure(is_choice, answer.summary(), "Give at least two options, each with an id of its own.")?;
        let Poll { kind, min_choices: min, max_choices: max, .. } = poll;
        let fits = match kind {
            PollKind::Single | PollKind::Scale => (*min, *max) == (1, 1),
            _ => 1 <= *min && min <= max && *max as usize <= poll.options.len(),
        };
        let todo = "Give `min_choices` and `max_choices` 1 in a single-choice poll and a scale, and else 1 ≤ min ≤ max ≤ number of options.";
        answer.ensure(fits, format!("from {min} to {max} choices of {}", poll.options.len()), todo)?;
        let came = format!("my_vote {:?} for somebody without a cookie", poll.my_vote);
        answer.ensure(poll.my_vote.is_none(), came, "Give `my_vote` null to whom you do not know.")
    })
}

fn figures(context: &Context) -> End {
    each(context, consistent)
}

/// That votes, percentages and totals of a poll agree.
fn consistent(answer: &Answer, poll: &Poll) -> End {
    let Poll { kind, voters, total_votes, options, .. } = poll;
    let is_one_each = !matches!(kind, PollKind::Single | PollKind::Scale) || total_votes <= voters;
    let came = format!("{total_votes} votes of {voters} voters");
    answer.ensure(is_one_each, came, "Count one vote for each voter of a single-choice poll or a scale.")?;
    let Some(votes) = poll.counted_votes().filter(|_| *kind != PollKind::Other) else { return Ok(()) };
    // Votes in a ranking that name no option any more are in its rounds alone.
    let first = poll.rounds.iter().flatten().next();
    let sum = tally::saturating_sum(&votes).saturating_add(first.map_or(0, |round| round.exhausted));
    let came = format!("votes {votes:?} and total_votes {total_votes}");
    let is_whole = sum == *total_votes || *kind == PollKind::Ranking && first.is_none();
    answer.ensure(
        is_whole,
        came,
        format!("Give `total_votes` {sum}, the sum of the options' votes and of `write_in.count`."),
    )?;
    let expected = tally::percentages(*kind, &votes, *voters);
    let other = poll.write_in.as_ref().and_then(|write_in| write_in.percent);
    let percents: Vec<_> = options.iter().filter_map(|option| option.percent).chain(other).collect();
    let came = format!("percentages {percents:?} for the votes {votes:?} of {voters} voters");
    answer.ensure(percents == expected, came, format!("Give the percentages {expected:?}; how is in the promise."))
}

fn pictures(context: &Context) -> End {
    each(context, |answer, poll| {
        let images: Vec<&OptionImage> = poll.options.iter().filter_map(|option| option.image.as_ref()).collect();
        let Some(first) = images.first() else { return Ok(()) };
        let came = format!("{} pictures of {} options", images.len(), poll.options.len());
        answer.ensure(images.len() == poll.options.len(), came, "Give every option of a poll an `image`, or none.")?;
        for image in &images {
            let OptionImage { src, width, height, alt } = image;
            let came = format!("{width} by {height} pixels, and the words \"{alt}\", for {src}");
            let is_whole = *width > 0 && *height > 0 && !alt.is_empty();
            answer.ensure(is_whole, came, "Say how large a picture is, and in `alt` what is to be seen.")?;
            let came = format!("{width} by {height} pixels beside {} by {}", first.width, first.height);
            let sides = [*width, *height, first.width, first.height].map(u64::from);
            let apart = (sides[0] * sides[3]).abs_diff(sides[1] * sides[2]);
            let todo = "Give the pictures of a poll one aspect, as near as whole pixels can be.";
            answer.ensure(Some(&apart) <= sides.iter().max(), came, todo)?;
            answer.ensure(src.starts_with('/'), src, "Give as `src` a path from the backend's root.")?;
        }
        let file = context.get(&first.src)?;
        file.expect(200)?;
        let media_type = file.media_type();
        file.ensure(
            media_type.starts_with("image/"),
            &media_type,
            "Give the picture with the media type that it has.",
        )?;
        let policy = file.header("cross-origin-resource-policy");
        let todo = "Let the app on another origin show it: send `cross-origin-resource-policy: cross-origin`, or none.";
        file.ensure(policy.is_empty() || policy == "cross-origin", policy, todo)
    })
}

fn scale(context: &Context) -> End {
    each(context, |answer, poll| {
        let expected = serde_json::to_value(poll.scale_summary()).unwrap_or_default();
        let results = context.get(format!("{}/results.json", poll_path(&poll.id)))?;
        for (came_in, is_same_tally) in [(answer, true), (&results, false)] {
            let found: Value = came_in.json()?;
            if !is_same_tally && found["seq"] != poll.seq.to_string() {
                continue;
            }
            let came = format!("scale_summary {}", found["scale_summary"]);
            came_in.ensure(
                found["scale_summary"] == expected,
                came,
                format!("Give `scale_summary` {expected}, or leave null out."),
            )?;
        }
        Ok(())
    })
}

fn quiz(context: &Context) -> End {
    each(context, |answer, poll| {
        let Some(quiz) = &poll.quiz else { return Ok(()) };
        let is_told = quiz.correct.is_some() || quiz.explanation.is_some();
        let todo = "Give `correct` and `explanation` null until the reader has answered or the poll is closed.";
        answer.ensure(poll.state == PollState::Closed || !is_told, answer.summary(), todo)
    })
}

/// Whether a stranger sees the results of a poll, where that is known.
pub(super) fn is_public(poll: &Poll) -> Option<bool> {
    match (poll.results, poll.state) {
        (ResultsRule::Always, _) | (ResultsRule::AfterVote | ResultsRule::AfterClose, PollState::Closed) => Some(true),
        (ResultsRule::Other, _) | (_, PollState::Other) => None,
        _ => Some(false),
    }
}

fn hidden(context: &Context) -> End {
    each(context, |answer, poll| {
        let Some(public) = is_public(poll) else { return Ok(()) };
        let rule = format!("results {:?} in the state {:?}", poll.results, poll.state);
        let came = format!("results_visible {} with {rule}", poll.results_visible);
        let todo = format!("Give `results_visible` {public} here to somebody who has not voted.");
        answer.ensure(poll.results_visible == public, came, todo)?;
        let shows = |option: &hustings_wire::PollOption| [option.votes.is_some(), option.percent.is_some()];
        let agree = poll.options.iter().flat_map(shows).all(|shows| shows == public);
        let todo = match public {
            true => "Give every option votes and a percentage.",
            false => "Give `votes` and `percent` null while results are hidden from the reader.",
        };
        answer.ensure(agree, format!("{} with {rule}", answer.summary()), todo)?;
        if public {
            return Ok(());
        }
        let results = context.get(format!("{}/results.json", poll_path(&poll.id)))?;
        let found: Value = results.json()?;
        let options = found["options"].as_array().into_iter().flatten();
        let leaks = options.clone().any(|option| !option["votes"].is_null() || !option["percent"].is_null());
        results.ensure(!leaks, results.summary(), todo)
    })
}

fn languages(context: &Context) -> End {
    let id = context.subjects.any_poll()?;
    let path = poll_path(id);
    let first = context.get(&path)?;
    let own: Poll = first.json()?;
    let is_drawn = first.json::<Value>()?["order"] == RANDOM;
    let problem =
        context.get(format!("{path}?lang={}", super::NO_LANGUAGE))?.problem(404, ErrorCode::TranslationMissing)?;
    let answer = context.get(&path)?;
    let came = format!("a poll in {}, which `available` does not name: {}", own.lang, problem.available.join(", "));
    answer.ensure(problem.available.contains(&own.lang), came, "Name every language of the poll in `available`.")?;
    for lang in problem.available.iter().take(MOST) {
        let answer = context.get(format!("{path}?lang={}", encoded(lang)))?;
        let other: Poll = answer.json()?;
        let todo = format!("Answer with the poll in \"{lang}\".");
        answer.ensure(other.lang == *lang, format!("the poll in {}", other.lang), todo)?;
        let ids = |poll: &Poll| {
            let mut ids: Vec<_> = poll.options.iter().map(|option| option.id.clone()).collect();
            if is_drawn {
                ids.sort();
            }
            ids
        };
        let came = format!("the options {:?}, in {} {:?}", ids(&other), own.lang, ids(&own));
        answer.ensure(ids(&other) == ids(&own), came, "Give the same options in the same order in every language.")?;
    }
    Ok(())
}

fn results(context: &Context) -> End {
    let poll = context.poll(context.subjects.any_poll()?)?;
    let path = poll_path(&poll.id);
    let answer = context.get(format!("{path}/results.json"))?;
    let found: Value = answer.json()?;
    // The tally may have changed meanwhile, which another `seq` says.
    if found["seq"] != poll.seq.to_string() {
        return answer.ensure(found["seq"].is_string(), answer.summary(), "Give `seq` as the poll has it.");
    }
    let expected = serde_json::to_value(&poll).unwrap_or_default();
    for field in ["lang", "question", "state", "results_visible", "voters", "total_votes", "options", "rounds"] {
        let came = format!("{field} {} where the poll has {}", found[field], expected[field]);
        answer.ensure(found[field] == expected[field], came, format!("Give `{field}` as the poll has it."))?;
    }
    let answer = context.get(format!("{path}/results.csv"))?;
    answer.expect(200)?;
    let todo = "Answer with a line of names, `option,label,votes,percent`, and a line for each option (RFC 4180).";
    let text = String::from_utf8_lossy(&answer.body);
    let begins = answer.media_type() == "text/csv" && text.starts_with("option,label,votes,percent");
    // Cells may stand in quotes.
    let cells: Vec<&str> =
        text.lines().filter_map(|row| row.split(',').next()).map(|cell| cell.trim_matches('"')).collect();
    let has_rows = poll.options.iter().all(|option| cells.contains(&option.id.as_str()));
    answer.ensure(begins && has_rows, answer.summary(), todo)
}

/// The ids of the options in an answer, in their order. Answers in readers' own words are a line of the results, and no option.
fn option_ids(answer: &Value) -> Vec<&str> {
    let ids = answer["options"].as_array().into_iter().flatten().filter_map(|option| option["id"].as_str());
    ids.filter(|id| *id != OTHER).collect()
}

fn order(context: &Context) -> End {
    let mut drawn = None;
    for id in &context.subjects.poll_ids {
        let answer = context.get(poll_path(id))?;
        let poll: Value = answer.json()?;
        if poll["order"] == RANDOM {
            drawn = Some((poll_path(id), answer, poll));
            break;
        }
    }
    let (path, answer, poll) =
        drawn.ok_or_else(|| Stop::without("poll whose options are asked in an order that is drawn"))?;
    let results: Value = context.get(format!("{path}/results.json"))?.json()?;
    let expected = option_ids(&results);
    let sorted = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<BTreeSet<_>>();
    let asked = option_ids(&poll);
    let came = format!("the options {asked:?}, and in results.json {expected:?}");
    let is_same = asked.len() == poll["options"].as_array().map_or(0, Vec::len) && sorted(&asked) == sorted(&expected);
    answer.ensure(is_same, came, "Draw the order of the options alone: all of them are asked.")?;
    let todo = "Give the options in the order of the poll's file, where one looks for one and nobody is asked.";
    let languages = context.subjects.languages.iter().take(MOST);
    for query in std::iter::once(String::new()).chain(languages.map(|lang| format!("?lang={}", encoded(lang)))) {
        let again = context.get(format!("{path}/results.json{query}"))?;
        // Not every poll is there in every language of the publication.
        if again.status == 404 {
            continue;
        }
        let found: Value = again.json()?;
        let came = format!("the options {:?}, before {expected:?}", option_ids(&found));
        again.ensure(option_ids(&found) == expected, came, todo)?;
    }
    let table = context.get(format!("{path}/results.csv"))?;
    let text = String::from_utf8_lossy(&table.body);
    let first = |row: &str| row.split(',').next().unwrap_or_default().trim_matches('"').to_owned();
    let rows: Vec<String> = text.lines().skip(1).map(first).filter(|id| expected.contains(&&**id)).collect();
    let came = format!("the rows {rows:?}, and in results.json {expected:?}");
    table.ensure(rows == expected, came, todo)
}

fn unknown(context: &Context) -> End {
    for path in [poll_path(&random_name()), format!("{}/results.json", poll_path(&random_name()))] {
        context.get(path)?.problem(404, ErrorCode::NotFound)?;
    }
    Ok(())
}
