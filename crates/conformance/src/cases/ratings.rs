//! Ratings of articles: one to five stars by each reader.

use hustings_wire::{ErrorCode, Rating, tally};
use serde_json::json;

use crate::{
    case::{Case, Needs},
    client::Ask,
    context::{Context, random_name},
    outcome::End,
    subjects::rating_path,
};

pub(super) const CASES: &[Case] = &[
    Case {
        id: "ratings.shape",
        promise: "A rating has as many readers as its histogram, their mean to two decimals, and no stars of somebody who has \
                  not rated.",
        needs: Needs::Reading,
        run: shape,
    },
    Case {
        id: "ratings.unknown",
        promise: "The rating of an article that there is not is a 404 `not_found`.",
        needs: Needs::Reading,
        run: unknown,
    },
    Case {
        id: "ratings.put",
        promise: "A rating is counted once, is in the answer, and changes nothing when it is sent again.",
        needs: Needs::Writing,
        run: put,
    },
    Case {
        id: "ratings.change",
        promise: "A second rating replaces the reader's first, and a withdrawn one is gone.",
        needs: Needs::Writing,
        run: change,
    },
    Case {
        id: "ratings.range",
        promise: "Stars are a whole number from 1 to 5; anything else is a 422 `invalid_request` at the field `stars`.",
        needs: Needs::Writing,
        run: range,
    },
];

/// Whether so many readers can have this mean.
pub(super) fn is_mean(votes: u64, mean: Option<f64>) -> bool {
    mean.is_none_or(|mean| (1.0..=5.0).contains(&mean)) && (votes == 0) == mean.is_none()
}

fn shape(context: &Context) -> End {
    let answer = context.get(rating_path(context.subjects.article()?))?;
    let rating: Rating = answer.json()?;
    let (votes, mean) = (tally::saturating_sum(&rating.histogram), tally::mean_stars(&rating.histogram));
    let came =
        format!("{} readers with the mean {:?}, and the histogram {:?}", rating.votes, rating.mean, rating.histogram);
    let todo = format!("Give `votes` {votes} and `mean` {mean:?}, which follow from the histogram.");
    answer.ensure(rating.votes == votes && rating.mean == mean, came, todo)?;
    let came = format!("my_stars {:?} for somebody without a cookie", rating.my_stars);
    answer.ensure(rating.my_stars.is_none(), came, "Give `my_stars` null to whom you do not know.")
}

fn unknown(context: &Context) -> End {
    context.get(rating_path(&random_name()))?.problem(404, ErrorCode::NotFound).map(|_| ())
}

fn put(context: &Context) -> End {
    let slug = context.subjects.article()?;
    let before = context.get(rating_path(slug))?.json::<Rating>()?;
    let (reader, mut seq) = (context.reader_with_client_id(), before.seq.clone());
    for (time, todo) in
        ["Count the rating once.", "Change nothing when the same rating comes again."].iter().enumerate()
    {
        let answer = reader.rate(slug, 4)?;
        let rating: Rating = answer.json()?;
        let came =
            format!("{} readers, {} with 4 stars, my_stars {:?}", rating.votes, rating.histogram[3], rating.my_stars);
        let counted = rating.votes == before.votes + 1 && rating.histogram[3] == before.histogram[3] + 1;
        answer.ensure(counted && rating.my_stars == Some(4), came, *todo)?;
        if time == 0 {
            let came = format!("seq {} after {seq}", rating.seq);
            answer.ensure(rating.seq.supersedes(&seq), came, "Give a changed rating a higher `seq`.")?;
            seq = rating.seq;
        }
    }
    let answer = reader.send(Ask::get(rating_path(slug)))?;
    let own = answer.json::<Rating>()?.my_stars;
    answer.ensure(own == Some(4), format!("my_stars {own:?}"), "Tell the reader their own stars.")
}

fn change(context: &Context) -> End {
    let slug = context.subjects.article()?;
    let before = context.get(rating_path(slug))?.json::<Rating>()?;
    let reader = context.reader_with_client_id();
    reader.rate(slug, 5)?;
    let answer = reader.rate(slug, 1)?;
    let rating: Rating = answer.json()?;
    let mut expected = before.histogram;
    expected[0] += 1;
    let todo = format!("Replace the reader's first rating by the second: the histogram is {expected:?} then.");
    answer.ensure(rating.histogram == expected, format!("the histogram {:?}", rating.histogram), todo)?;
    for _ in 0..2 {
        let answer = reader.send(Ask::delete(rating_path(slug)))?;
        let rating: Rating = answer.json()?;
        let came = format!("the histogram {:?} and my_stars {:?}", rating.histogram, rating.my_stars);
        let todo = format!("Take the rating back, and succeed when there is none: {:?} and null.", before.histogram);
        answer.ensure(rating.histogram == before.histogram && rating.my_stars.is_none(), came, todo)?;
    }
    Ok(())
}

fn range(context: &Context) -> End {
    let path = rating_path(context.subjects.article()?);
    for stars in [json!(0), json!(6), json!(2.5), json!("5"), json!(null)] {
        let answer = context.reader().say(Ask::put(&path, json!({ "stars": stars }).to_string()), &path)?;
        let problem = answer.problem(422, ErrorCode::InvalidRequest)?;
        let came = format!("the field {:?}", problem.field);
        answer.ensure(problem.field.as_deref() == Some("stars"), came, "Name the field `stars` in `field`.")?;
    }
    Ok(())
}
