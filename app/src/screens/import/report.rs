//! How far an import is, and what came of it: figures that add up, and each rejected row with its reason.

use crate::components::{Button, Variant};
use crate::format;
use crate::state::{dispatch, explain};
use crate::words::{self, import as text, shell, t};
use crm_core::messages::{ImportProgress, ImportStage, Rejection, Request};
use leptos::prelude::*;

/// Rejected rows drawn at once.
const REJECTIONS: usize = 200;

/// The last step: progress, then a report whose figures add up.
pub(super) fn report(progress: RwSignal<Option<ImportProgress>>, again: RwSignal<bool>) -> AnyView {
    let figure = move |name: &'static str, word: words::Word, read: fn(&ImportProgress) -> u32| {
        let value = move || progress.with(|progress| format::count(progress.as_ref().map_or(0, read)));
        view! {
            <div class="import-figure" data-count=name>
                <dt>{t(word)}</dt>
                <dd class="number">{value}</dd>
            </div>
        }
    };
    let stage =
        Memo::new(move |_| progress.with(|now| now.as_ref().map_or(ImportStage::Idle, |now| now.stage)));
    let share = move || {
        progress.with(|now| now.as_ref().map_or(0.0, |now| f64::from(now.read) / f64::from(now.rows.max(1))))
    };
    let running = move || matches!(stage.get(), ImportStage::Running | ImportStage::Removing);
    view! {
        <section class="panel import-report" data-stage=move || format!("{:?}", stage.get()).to_lowercase()>
            <h2 role="status">{move || stage_word(stage.get()).now()}</h2>
            {move || running().then(|| view! {
                <progress class="import-progress" max="1" value=move || share().to_string() aria-label=t(text::RUNNING)>
                </progress>
            })}
            <dl class="import-figures">
                {figure("rows", text::IN_FILE, |now| now.rows)}
                {figure("created", text::CREATED, |now| now.created)}
                {figure("updated", text::UPDATED, |now| now.updated)}
                {figure("skipped", text::SKIPPED, |now| now.skipped)}
                {figure("rejected", text::REJECTED, |now| now.rejected)}
                {figure("linked", text::LINKED, |now| now.linked)}
            </dl>
            {report_buttons(progress, stage, again)}
            {rejections(progress)}
        </section>
    }
    .into_any()
}

const fn stage_word(stage: ImportStage) -> words::Word {
    match stage {
        ImportStage::Idle => text::CHOOSE,
        ImportStage::Running => text::RUNNING,
        ImportStage::Done => text::DONE,
        ImportStage::Cancelled => text::CANCELLED,
        ImportStage::Removing => text::REMOVING,
        ImportStage::Removed => text::REMOVED,
        ImportStage::Failed => text::FAILED,
    }
}

fn report_buttons(
    progress: RwSignal<Option<ImportProgress>>,
    stage: Memo<ImportStage>,
    again: RwSignal<bool>,
) -> AnyView {
    let remove = move || {
        let import =
            progress.with_untracked(|progress| progress.as_ref().and_then(|progress| progress.import));
        if let Some(import) = import {
            dispatch(Request::ImportRemove { import });
        }
    };
    let buttons = move || match stage.get() {
        ImportStage::Running => {
            view! { <Button label=t(text::STOP) on_press=|| dispatch(Request::ImportCancel)/> }.into_any()
        }
        ImportStage::Removing | ImportStage::Idle => ().into_any(),
        ImportStage::Done | ImportStage::Cancelled | ImportStage::Failed => view! {
            <a class="button" data-variant="primary" href="/">{t(shell::TODAY)}</a>
            <Button label=t(text::ANOTHER) on_press=move || again.set(true)/>
            <Button label=t(text::REMOVE) variant=Variant::Danger on_press=remove/>
        }
        .into_any(),
        ImportStage::Removed => {
            view! { <Button label=t(text::ANOTHER) on_press=move || again.set(true)/> }.into_any()
        }
    };
    view! { <div class="buttons">{buttons}</div> }.into_any()
}

fn rejections(progress: RwSignal<Option<ImportProgress>>) -> AnyView {
    let rows = Memo::new(move |_| {
        progress
            .with(|now| now.as_ref().map(|now| (now.rejected, now.rejections.clone())).unwrap_or_default())
    });
    let row = |rejection: &Rejection| {
        view! {
            <tr>
                <td class="number">{words::number(u64::from(rejection.line))}</td>
                <td>{rejection.column.clone()}</td>
                <td>{explain(&rejection.refusal)}</td>
            </tr>
        }
    };
    let shown = move || {
        rows.with(|(rejected, rows)| {
            (*rejected > 0).then(|| {
                view! {
                    <h3>{text::rejected_rows(u64::from(*rejected))}</h3>
                    <table class="import-rejections">
                        <thead><tr>
                            <th scope="col">{t(text::LINE)}</th>
                            <th scope="col">{t(text::COLUMN)}</th>
                            <th scope="col">{t(text::REASON)}</th>
                        </tr></thead>
                        <tbody>{rows.iter().take(REJECTIONS).map(row).collect_view()}</tbody>
                    </table>
                }
            })
        })
    };
    shown.into_any()
}
