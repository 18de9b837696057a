//! The page of a copy: it shows in any browser, prints well, and loads and runs nothing.

use super::values::shown;
use crate::format;
use crate::state::partly_kept;
use crate::words::{self, data_copy as text, keeping, record as record_text};
use crm_core::fields::Kind;
use crm_core::ids::Timestamp;
use crm_core::messages::{Happening, RecordView, Signature, TimelineItem};
use crm_core::objects::{self, ObjectDefinition, custom};
use crm_core::value::Value;
use leptos::prelude::untrack;
use std::fmt::Write as _;

/// The columns of what was changed.
const COLUMNS: [&str; 5] = ["when", "who", "what", "before", "after"];

const STYLE: &str = ":root{color-scheme:light;background:#fff}\
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;\
overflow-wrap:anywhere}\
h1,h2,h3{line-height:1.3;break-after:avoid}h2{margin-top:2.5rem;border-bottom:1px solid #999}\
table{border-collapse:collapse;width:100%;table-layout:fixed}\
th,td{text-align:start;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #ddd;font-weight:400;white-space:pre-wrap}\
th{font-weight:600}th[scope=row]{width:30%}small{color:#555}tr{break-inside:avoid}thead{display:table-header-group}\
.changes{font-size:.875rem}.when{width:20%}.who{width:15%}.what{width:17%}\
@media screen and (max-width:40rem){.changes,.changes tbody,.changes tr,.changes td{display:block}.changes thead{display:none}\
.changes tr{padding:.75rem 0;border-bottom:1px solid #999}.changes td{border:0;padding:0 0 .25rem}.changes td:empty{display:none}\
.changes td::before{content:attr(data-label) \": \";font-weight:600}}\
@media print{body{font-size:11pt;margin:0;padding:0;max-width:none}}";

/// The page for these records, the asked one first; how many that are linked to it are not among them.
pub(super) fn page(
    views: &[RecordView],
    left_out: u32,
    name: &str,
    by: Option<&str>,
    at: Timestamp,
) -> String {
    let heading = escaped(&text::heading(name));
    let moment = format::moment_full(at);
    let made = escaped(&by.map_or_else(|| text::made(&moment), |by| text::made_by(&moment, by)));
    let language = words::locale().tag();
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{heading}</title><style>{STYLE}</style></head>\n\
         <body><main><h1>{heading}</h1><p>{made}</p>\n"
    );
    if left_out > 0 {
        let _ = writeln!(page, "<p><strong>{}</strong></p>", escaped(&text::left_out(u64::from(left_out))));
    }
    if untrack(partly_kept) {
        let _ = writeln!(page, "<p><strong>{}</strong></p>", escaped(keeping::ONLY_HERE.now()));
    }
    for view in views {
        record(&mut page, view);
    }
    page.push_str("</main></body></html>\n");
    page
}

fn record(page: &mut String, view: &RecordView) {
    let Some(definition) = objects::object(&view.object) else { return };
    let deleted =
        if view.deleted { format!(" ({})", escaped(text::IS_DELETED.now())) } else { String::new() };
    let _ = write!(page, "<h2>{}{deleted}</h2>\n<table>\n", escaped(&heading(view, definition)));
    // Fields that the team added as the record has them: also those that are offered no more.
    let added = view.values.keys().filter(|key| custom::is_custom(key));
    let added = added.filter_map(|key| definition.field(key));
    let all = definition.all_fields().chain(added);
    for field in all.filter(|field| field.key != "position") {
        if let Some(value) = view.values.get(field.key) {
            row(page, view, field.key, None, value);
        }
        for other in view.conflicts.get(field.key).into_iter().flatten() {
            if let Some(value) = &other.value {
                row(page, view, field.key, Some(text::OTHER_VALUE.now()), value);
            }
        }
    }
    page.push_str("</table>\n");
    changes(page, view);
}

/// What the record is called; what has no name but its text is told by when it was made, for the text follows.
fn heading(view: &RecordView, definition: &ObjectDefinition) -> String {
    let kind = words::object_one(definition.key);
    let named_by = definition.title.iter().find(|key| view.values.contains_key(**key));
    let by_text = named_by
        .and_then(|key| definition.field(key))
        .is_some_and(|field| matches!(field.kind, Kind::LongText));
    match view.values.get("created_at") {
        Some(Value::Moment(at)) if by_text => text::of_moment(&kind, &format::moment_full(*at)),
        _ if by_text => kind,
        _ => format!("{kind}: {}", words::named(&view.title)),
    }
}

fn row(page: &mut String, view: &RecordView, field: &str, remark: Option<&str>, value: &Value) {
    let label = escaped(&words::field(&view.object, field));
    let remark = remark.map(|remark| format!("<br><small>{}</small>", escaped(remark))).unwrap_or_default();
    let value = escaped(&shown(view, field, Some(value)));
    let _ = writeln!(page, "<tr><th scope=\"row\">{label}{remark}</th><td>{value}</td></tr>");
}

fn changes(page: &mut String, view: &RecordView) {
    let own: Vec<&TimelineItem> =
        view.timeline.iter().filter(|item| !matches!(item.what, Happening::Activity { .. })).collect();
    if own.is_empty() {
        return;
    }
    let labels =
        [text::WHEN, text::WHO, text::WHAT, text::BEFORE, text::AFTER].map(|word| escaped(word.now()));
    let head: String = COLUMNS
        .iter()
        .zip(&labels)
        .map(|(column, label)| format!("<th scope=\"col\" class=\"{column}\">{label}</th>"))
        .collect();
    let title = escaped(text::CHANGES.now());
    let _ = writeln!(
        page,
        "<h3>{title}</h3>\n<table class=\"changes\" role=\"table\"><thead><tr>{head}</tr></thead><tbody>"
    );
    for item in own {
        let when = format::moment_full(item.at);
        let who = item.by.as_ref().map(signed).unwrap_or_default();
        let mut line = |what: &str, before: &str, after: &str| {
            let cells: String = [&when, &who, what, before, after]
                .iter()
                .zip(&labels)
                .map(|(cell, label)| {
                    format!("<td role=\"cell\" data-label=\"{label}\">{}</td>", escaped(cell))
                })
                .collect();
            let _ = writeln!(page, "<tr role=\"row\">{cells}</tr>");
        };
        match &item.what {
            Happening::Created => line(record_text::WAS_CREATED.now(), "", ""),
            Happening::Deleted => line(record_text::WAS_DELETED.now(), "", ""),
            Happening::Restored => line(record_text::WAS_RESTORED.now(), "", ""),
            Happening::Changed(fields) => {
                for (field, before, after) in fields {
                    let [before, after] = [before, after].map(|side| shown(view, field, side.as_ref()));
                    line(&words::field(&view.object, field), &before, &after);
                }
            }
            Happening::Activity { .. } => {}
        }
    }
    page.push_str("</tbody></table>\n");
}

fn signed(by: &Signature) -> String {
    match (&by.name, by.this_device) {
        (Some(name), _) => name.clone(),
        (None, true) => record_text::YOU.now().to_owned(),
        (None, false) => record_text::SOMEBODY.now().to_owned(),
    }
}

/// A text that is nothing but text wherever it stands in the page.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn no_text_becomes_markup() {
        assert_eq!(
            escaped("<script>alert('x')</script> & \"রিনা\""),
            "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;রিনা&quot;"
        );
    }
}
