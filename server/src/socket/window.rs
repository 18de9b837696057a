//! A stretch of the log as one person sees it: which documents brought news, which came into view and which went out of
//! it.

use super::between::{Between, Traveller};
use super::look::Look;
use crate::log::catch_up::Pending;
use crate::log::erased::Erased;
use crate::log::{Log, LogError};
use crate::policy::sight::{Sight, stands_beside};
use crm_planted::{Bug, planted};
use std::collections::{BTreeSet, VecDeque};

/// What a device is to hear of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Its changes, or all of it where that is less.
    News,
    /// All of it: the person sees it from now on.
    Enter,
    /// That it leaves, and all of it as it was made anew: what the device has of it does not go together with that.
    Anew,
    /// That the person does not see it any more.
    Leave,
    /// That it is erased for good, up to a generation.
    Erase(u32),
}

/// A document that a device is to hear of.
#[derive(Clone, Debug)]
pub struct Due {
    /// The document.
    pub pending: Pending,
    /// What of it.
    pub what: What,
}

/// What a device that has everything up to `after` is to hear to have everything up to `until`, in the order in which
/// the log may be broken off: what leaves and what enters, in an order that tells nothing of what became of it meanwhile,
/// then the news.
pub async fn due(
    log: &Log,
    workspace: i64,
    look: &Look,
    (after, until): (i64, i64),
) -> Result<VecDeque<Due>, LogError> {
    let now = look.now();
    let mut erased = log.erased_between(workspace, after, until).await?;
    if planted(Bug::ErasureUntold) {
        erased.clear();
    }
    let between = Between::new(log, workspace, look, (after, until)).await?;
    let pending = log.pending(workspace, after, until).await?;
    if now.all()
        && now.shows_every_object()
        && between.turns().next().is_none()
        && between.before().equals(now)
    {
        let seen = pending.into_iter().filter(|one| now.sees(&one.doc, &one.kind, &[]));
        let gone = erased.iter().filter(|one| now.sees(&one.doc, &one.kind, &[]));
        let gone = gone.map(|one| gone_at(one, after));
        let what = |one: &Pending| if one.renewed > after { What::Anew } else { What::News };
        let all = seen.map(|pending| Due { what: what(&pending), pending }).collect();
        return Ok(gone.chain(in_order(all, after)).collect());
    }
    let with_news: BTreeSet<i64> = pending.iter().map(|one| one.number).collect();
    let mut others: BTreeSet<i64> = log.moved_since(workspace, after).await?.into_keys().collect();
    for (one, two) in between.turns() {
        others.extend(differing(log, workspace, one, two).await?);
    }
    let others: Vec<i64> = others.difference(&with_news).copied().collect();
    let silent = log.described(&others).await?;
    let all: Vec<i64> = with_news.iter().copied().chain(others).collect();
    let (lies, there) = (log.scopes_of(&all).await?, log.there_at(&all, after).await?);
    // After where they lie: what moves meanwhile lay where it says.
    let moved = log.moved_since(workspace, after).await?;
    let written = log.written_by(workspace, look.person(), after, until).await?;
    let decided: Vec<Due> = silent
        .into_iter()
        .chain(pending)
        .filter_map(|pending| {
            let renewed = pending.renewed > after;
            let there = there.contains(&pending.number) || (renewed && pending.made <= after);
            let news = with_news.contains(&pending.number);
            if !there && !news {
                return None;
            }
            let lies = lies.get(&pending.number).map_or(&[][..], Vec::as_slice);
            let document = Traveller {
                doc: &pending.doc,
                kind: &pending.kind,
                made: (!there).then_some(pending.first),
                moved: moved.get(&pending.number).map_or(&[][..], Vec::as_slice),
                lies,
            };
            let had = there && between.saw(&document, after);
            let has = between.saw(&document, until) && now.sees(&pending.doc, &pending.kind, lies);
            let (ever, always) = between.ever_and_always(&document);
            let what = match (had, has) {
                // Also where it was not there yet: its writer has it, and so may a device that broke off.
                (_, true) if renewed => What::Anew,
                (true, true) if always && !news => return None,
                // All that there is of a new document is news.
                (_, true) if always => What::News,
                // A device that broke off may have let go of it meanwhile, or never had it.
                (_, true) => What::Enter,
                (true, false) if planted(Bug::LeavingUntoldLater) => return None,
                (true, false) => What::Leave,
                // What this person made or changed lies on their device, though they do not see it; and what they saw for
                // a while may.
                (false, false) if ever || written.contains(&pending.number) => What::Leave,
                (false, false) => return None,
            };
            Some(Due { pending, what })
        })
        .collect();
    let gone = erased.iter().filter(|one| held(one, &between, (look, after)));
    let gone = gone.map(|one| gone_at(one, after));
    Ok(gone.chain(in_order(decided, after)).collect())
}

/// What is not in the order of the log comes first, and a device that breaks off among it hears it again. What lies apart
/// from records comes before the records that were made anew without it, so that what was not sent can be written on it.
fn in_order(decided: Vec<Due>, after: i64) -> Vec<Due> {
    let any_anew = decided.iter().any(|one| one.what == What::Anew);
    let rank = |one: &Due| match one.what {
        What::Leave | What::Erase(_) => Some(0),
        What::News if any_anew && stands_beside(&one.pending.kind) => Some(1),
        What::Anew | What::Enter => Some(2),
        What::News => None,
    };
    let (mut turning, news): (Vec<Due>, Vec<Due>) = decided.into_iter().partition(|one| rank(one).is_some());
    turning.iter_mut().for_each(|one| one.pending.first = after + 1);
    turning.sort_unstable_by_key(|one| (rank(one), one.pending.number));
    turning.into_iter().chain(news).collect()
}

/// An erasure as it is told: before the rest, so that a device which breaks off among it hears it again.
fn gone_at(one: &Erased, after: i64) -> Due {
    let pending = Pending {
        // The number may be another document's by now.
        number: 0,
        doc: one.doc.to_vec(),
        kind: one.kind.clone(),
        first: after + 1,
        count: 0,
        bytes: 0,
        least: 1,
        whole: 0,
        received: 0,
        renewed: 0,
        made: 0,
    };
    Due { pending, what: What::Erase(one.generation) }
}

/// Whether an erased document may lie on a device of this person: they saw it on the way, or wrote it.
fn held(one: &Erased, between: &Between, (look, after): (&Look, i64)) -> bool {
    let on_the_way: Vec<_> = one.moved.iter().filter(|moved| moved.seq > after).cloned().collect();
    let document = Traveller {
        doc: &one.doc,
        kind: &one.kind,
        made: (one.made > after).then_some(one.made),
        moved: &on_the_way,
        lies: &one.lay,
    };
    one.writers.contains(&look.person()) || between.ever_and_always(&document).0
}

/// Documents that a person may see by one of two looks and not by the other, though they did not move.
async fn differing(log: &Log, workspace: i64, before: &Sight, then: &Sight) -> Result<Vec<i64>, LogError> {
    if before.equals(then) {
        return Ok(Vec::new());
    }
    if before.all() != then.all() || !before.same_objects(then) {
        return log.all_numbers(workspace).await;
    }
    let (before, then): (BTreeSet<u32>, BTreeSet<u32>) =
        (before.scopes().into_iter().collect(), then.scopes().into_iter().collect());
    let differ: Vec<u32> = before.symmetric_difference(&then).copied().collect();
    log.lying_in(&differ).await
}
