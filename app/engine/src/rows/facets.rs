//! How many records of a list hold each choice of a field.

use super::Rows;
use super::list::{passes, passes_any};
use super::search::Needles;
use crm_core::fields::Kind;
use crm_core::ids::FieldKey;
use crm_core::messages::Facet;
use crm_core::objects::{self, FieldDefinition, ObjectDefinition};
use crm_core::value::Value;
use crm_core::views::query::{Filter, Query};
use crm_core::views::row::RowView;
use std::collections::HashMap;

/// Choices of one field that are told, those of the most records first.
const MOST: usize = 12;

/// Packed values and how many records hold them.
type Counts = HashMap<Vec<u8>, u32>;

impl Rows {
    /// Counts over what the query finds, for each field as if it were not narrowed by that field.
    pub fn facets(&mut self, query: &Query, fields: &[FieldKey]) -> Vec<Facet> {
        let Some(definition) = objects::object(&query.object) else { return Vec::new() };
        let query = query.on(self.today.0, self.today.1);
        let query = query.as_ref();
        let needles = Needles::new(&query.search);
        if !needles.is_empty() {
            self.prepare_search(usize::MAX);
        }
        self.prepare_order(definition.code(), query);
        let sorted = &self.sorted[&super::Order::new(definition.code(), query)];
        let wanted: Vec<Option<&'static FieldDefinition>> =
            fields.iter().map(|field| definition.field(field)).collect();
        let mut counts = vec![Counts::new(); fields.len()];
        for slot in sorted.slots(false) {
            let view = self.view(slot);
            let Some(narrowed_by) = failing(definition, view, &query.filters) else { continue };
            let here =
                passes_any(definition, view, query) && (needles.is_empty() || self.found(slot, &needles));
            if !here {
                continue;
            }
            for (field, packed) in view.filled() {
                let is =
                    |known: &Option<&FieldDefinition>| known.is_some_and(|known| std::ptr::eq(known, field));
                let Some(at) = wanted.iter().position(is) else { continue };
                if narrowed_by.is_none_or(|field| field == fields[at]) {
                    count(&mut counts[at], field, packed);
                }
            }
        }
        fields.iter().zip(counts).map(|(field, counts)| facet(field, counts)).collect()
    }
}

/// The one field whose filters the row does not pass, if any; `None` when there are two.
fn failing<'q>(
    definition: &ObjectDefinition,
    view: RowView<'_>,
    filters: &'q [Filter],
) -> Option<Option<&'q str>> {
    let mut failing: Option<&str> = None;
    for filter in filters.iter().filter(|filter| !passes(definition, view, filter)) {
        if failing.is_some_and(|field| field != filter.field) {
            return None;
        }
        failing = Some(&filter.field);
    }
    Some(failing)
}

/// Members of a set count one by one.
fn count(counts: &mut Counts, field: &FieldDefinition, packed: &[u8]) {
    if !matches!(field.kind, Kind::Tags | Kind::MultiChoice) {
        if let Some(known) = counts.get_mut(packed) {
            *known += 1;
        } else {
            counts.insert(packed.to_vec(), 1);
        }
        return;
    }
    let Ok(Value::Members(members)) = postcard::from_bytes(packed) else { return };
    for member in members {
        let Ok(packed) = postcard::to_stdvec(&Value::Members(vec![member])) else { continue };
        *counts.entry(packed).or_default() += 1;
    }
}

fn facet(field: &str, counts: Counts) -> Facet {
    let mut counts: Vec<(Vec<u8>, u32)> = counts.into_iter().collect();
    counts.sort_unstable_by(|(one, many), (other, more)| more.cmp(many).then(one.cmp(other)));
    counts.truncate(MOST);
    let value = |(packed, count): (Vec<u8>, u32)| Some((postcard::from_bytes(&packed).ok()?, count));
    Facet { field: field.to_owned(), values: counts.into_iter().filter_map(value).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crm_core::fields::FilterOperator;
    use crm_core::ids::RecordId;
    use crm_core::value::Member;
    use crm_core::views::record::Record;
    use crm_core::views::row;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn tags(tags: &[&str]) -> Value {
        let member = |tag: &&str| Member {
            key: (*tag).to_owned(),
            order: 0,
            label: String::new(),
            text: String::new(),
        };
        Value::Members(tags.iter().map(member).collect())
    }

    /// Deals in these stages, with these tags.
    fn rows(deals: &[(&str, &[&str])]) -> Rows {
        let mut page = Vec::new();
        for (number, (stage, of_it)) in (1..).zip(deals) {
            let mut deal = Record::empty(RecordId([number; 16]), "deal");
            deal.values.insert("name".to_owned(), text("A deal"));
            deal.values.insert("stage".to_owned(), text(stage));
            if !of_it.is_empty() {
                deal.values.insert("tags".to_owned(), tags(of_it));
            }
            page.extend(row::pack(&deal));
        }
        let mut rows = Rows::default();
        rows.load_page(0, &page);
        rows
    }

    fn narrowed(filters: &[(&str, FilterOperator, Value)]) -> Query {
        let filter = |(field, operator, value): &(&str, FilterOperator, Value)| Filter {
            field: (*field).to_owned(),
            operator: *operator,
            argument: Some(value.clone()),
        };
        Query { filters: filters.iter().map(filter).collect(), ..Query::all("deal") }
    }

    #[test]
    fn each_field_is_counted_without_its_own_filter() {
        let deals: [(&str, &[&str]); 4] = [
            ("proposal", &["jute", "new"]),
            ("proposal", &["new"]),
            ("negotiation", &["jute"]),
            ("negotiation", &[]),
        ];
        let mut rows = rows(&deals);
        let fields = ["stage".to_owned(), "tags".to_owned()];
        let stages = |proposal: u32, negotiation: u32| {
            let both = [(text("proposal"), proposal), (text("negotiation"), negotiation)];
            let mut some: Vec<_> = both.into_iter().filter(|(_, count)| *count > 0).collect();
            some.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            some
        };
        let by_stage = ("stage", FilterOperator::Is, text("proposal"));
        let by_tag = ("tags", FilterOperator::Contains, tags(&["jute"]));
        let all = rows.facets(&narrowed(&[]), &fields);
        assert_eq!(all[0].values.iter().map(|(_, count)| count).sum::<u32>(), 4);
        assert_eq!(all[1].values.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [2, 2]);
        let one = rows.facets(&narrowed(std::slice::from_ref(&by_stage)), &fields);
        assert_eq!(one[0].values.len(), 2, "the other stage can still be chosen");
        assert_eq!(one[1].values, [(tags(&["new"]), 2), (tags(&["jute"]), 1)]);
        let two = rows.facets(&narrowed(&[by_stage, by_tag]), &fields);
        assert_eq!(two[0].values.iter().map(|(_, count)| count).sum::<u32>(), 2);
        assert_eq!(two[0].values.len(), stages(1, 1).len());
        assert_eq!(two[1].values, [(tags(&["new"]), 2), (tags(&["jute"]), 1)]);
    }

    #[test]
    fn a_search_narrows_every_count() {
        let mut rows = rows(&[("proposal", &[]), ("negotiation", &[])]);
        let query = Query { search: "nothing like it".to_owned(), ..Query::all("deal") };
        assert!(rows.facets(&query, &["stage".to_owned()])[0].values.is_empty());
    }
}
