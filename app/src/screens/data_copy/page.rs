//! The page of a copy: it shows in any browser, prints well, and loads and runs nothing.

use crate::fields::{self, Field, Shown};
use crate::format;
use crate::words::{self, data_copy as text, record as record_text};
use crm_core::ids::Timestamp;
use crm_core::messages::{Happening, RecordView, Signature, TimelineItem};
use crm_core::objects;
use crm_core::value::Value;
use leptos::prelude::*;
use std::fmt::Write as _;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}\
h2{margin-top:2.5rem;border-bottom:1px solid #999}table{border-collapse:collapse;width:100%}\
th,td{text-align:start;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #ddd;white-space:pre-wrap}\
th[scope=row]{width:14rem;font-weight:600}small{color:#555}tr,h2,h3{break-inside:avoid}";

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
         <meta name=\"viewport\" content=\"width=device-width\"><title>{heading}</title><style>{STYLE}</style></head>\n\
         <body><main><h1>{heading}</h1><p>{made}</p>\n"
    );
    if left_out > 0 {
        let _ = writeln!(page, "<p><strong>{}</strong></p>", escaped(&text::left_out(u64::from(left_out))));
    }
    for view in views {
        record(&mut page, view);
    }
    page.push_str("</main></body></html>\n");
    page
}

fn record(page: &mut String, view: &RecordView) {
    let Some(definition) = objects::object(&view.object) else { return };
    let kind = escaped(&words::object_one(definition.key));
    let deleted =
        if view.deleted { format!(" ({})", escaped(text::IS_DELETED.now())) } else { String::new() };
    let _ = write!(page, "<h2>{kind}: {}{deleted}</h2>\n<table>\n", escaped(&view.title));
    for field in definition.all_fields().filter(|field| field.key != "position") {
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
    let head = [text::WHEN, text::WHO, text::WHAT, text::BEFORE, text::AFTER];
    let head: String =
        head.iter().map(|word| format!("<th scope=\"col\">{}</th>", escaped(word.now()))).collect();
    let _ = writeln!(page, "<h3>{}</h3>\n<table><tr>{head}</tr>", escaped(text::CHANGES.now()));
    for item in own {
        let when = escaped(&format::moment_full(item.at));
        let who = escaped(&item.by.as_ref().map(signed).unwrap_or_default());
        let mut line = |what: &str, before: &str, after: &str| {
            let cells: String =
                [what, before, after].iter().map(|cell| format!("<td>{}</td>", escaped(cell))).collect();
            let _ = writeln!(page, "<tr><td>{when}</td><td>{who}</td>{cells}</tr>");
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
    page.push_str("</table>\n");
}

fn shown(view: &RecordView, field: &str, value: Option<&Value>) -> String {
    let (Some(field), Some(value)) = (Field::of(&view.object, field), value) else { return String::new() };
    match value {
        Value::Moment(at) => format::moment_full(*at),
        Value::Date(day) => format::day_full(*day),
        Value::Money(money) => format::money(money),
        Value::Text(_)
        | Value::Integer(_)
        | Value::Number(_)
        | Value::Flag(_)
        | Value::Address(_)
        | Value::Person(_)
        | Value::Link(_)
        | Value::Members(_) => {
            fields::plain(&Shown { field, value, titles: Signal::stored(view.titles.clone()) })
        }
    }
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
