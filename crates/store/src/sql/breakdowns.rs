//! Votes by group and options: the same in every dialect.

use std::collections::BTreeMap;

use hustings_domain::{Breakdown, PollDefinition, ShownGroups, VoterGroup};
use serde_json::json;

use super::{
    Columns, Sql, Value,
    columns::{self, count},
    read,
};
use crate::breakdowns::GroupCounts;

/// What stands for votes of the publication's own pages, which no origin is.
const OWN_PAGES: &str = "";

/// What shows of the votes of `poll` by each of its groupings. `connection` is in a transaction.
pub(super) async fn counts<C: Sql>(connection: &mut C, poll: &PollDefinition) -> Result<GroupCounts, sqlx::Error> {
    let tally = read::poll(connection, &poll.id, None).await?.tally;
    let mut shown = Vec::with_capacity(poll.breakdown.len());
    for by in &poll.breakdown {
        shown.extend(groups(connection, poll, *by).await?.map(|groups| (*by, groups)));
    }
    Ok(GroupCounts { tally, shown })
}

/// Groups that may not be named are put together by the database, so that no names that strangers have made up come from it.
async fn groups<C: Sql>(
    connection: &mut C,
    poll: &PollDefinition,
    by: Breakdown,
) -> Result<Option<ShownGroups>, sqlx::Error> {
    let statement = match by {
        Breakdown::Partner => C::STATEMENTS.votes_by_partner,
        Breakdown::Lang => C::STATEMENTS.votes_by_lang,
    };
    let names = json!(by.names(poll)).to_string();
    let (mut groups, mut nameless) = (BTreeMap::<_, VoterGroup>::new(), VoterGroup::default());
    for row in connection.rows(statement, &[Value::Text(&poll.id), Value::Text(&names)]).await? {
        let group = match row.optional_text(0)? {
            Some(name) => groups.entry(Some(name).filter(|name| name != OWN_PAGES)).or_default(),
            None => &mut nameless,
        };
        group.add(poll, &columns::json::<Vec<String>>(&row.text(1)?)?, count(&row, 2)?);
    }
    Ok(ShownGroups::of(groups, nameless))
}
