//! Days below each other, each with all of its entries in rows.

use super::drag::Drag;
use super::entry::mark;
use super::{CalendarDay, add};
use leptos::prelude::*;

pub(super) fn agenda(
    days: Signal<Vec<CalendarDay>>,
    drag: Drag,
    row: Callback<(String, i32), AnyView>,
) -> AnyView {
    let shown = move || days.get().iter().map(|day| section(day, drag, row)).collect_view();
    view! { <div class="agenda">{shown}</div> }.into_any()
}

fn section(day: &CalendarDay, drag: Drag, row: Callback<(String, i32), AnyView>) -> AnyView {
    let at = day.day;
    let rows = day.entries.iter().map(|entry| {
        let mark = mark(&entry.id, at);
        let own = mark.clone();
        let lifted = move || drag.lifting.carries(&own).then_some("true");
        view! {
            <li class="today-row" data-event=entry.movable.then_some(mark) data-state=entry.state.name()
                data-lifted=lifted>{row.run((entry.id.clone(), at))}</li>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="agenda-day" data-day=at.to_string() data-today=day.today.then_some("true")
            data-drop=move || drag.drops_on(at, false)>
            <header class="agenda-head"><h2>{day.name.clone()}</h2>{add(drag, at, &day.name)}</header>
            <ul class="today-rows">{rows}</ul>
        </section>
    }
    .into_any()
}
