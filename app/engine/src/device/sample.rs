//! The sample book, and templates for a trade.

use super::importing::context;
use super::{Client, Device};
use crm_core::commands::{Plan, Reason, Refusal, define};
use crm_core::exchange::demo;
use crm_core::exchange::templates::{self, Template};
use crm_core::value::Value;
use crm_core::views::row::RowView;

impl Device {
    /// Fills in the sample book, or the sample of a template, once: asked again after a reload, it is there already.
    pub(super) fn fill_demo(
        &mut self,
        (client, request): (Client, u32),
        language: &str,
        template: Option<Template>,
    ) -> Result<(), Refusal> {
        let situation = self.situation();
        let sample = |view: &RowView<'_>| {
            !view.deleted() && view.value_of("origin") == Some(Value::Text("demo".to_owned()))
        };
        // Other samples may be there beside that of a template: it is told by what its first record is called.
        let first = template.and_then(|template| templates::first_name(template, language));
        let named = |view: &RowView<'_>| first.is_none_or(|name| view.title() == name);
        if self.rows.records().any(|view| sample(&view) && named(&view)) {
            self.create_documents(client, request, Vec::new());
            return Ok(());
        }
        let seed = self.draw();
        let context = context(&self.preferences);
        let plans = match template {
            Some(template) => templates::records(template, language, &context, &situation, seed),
            None => demo::records(language, &context, &situation, seed),
        }?;
        self.create_documents(client, request, plans);
        Ok(())
    }

    /// Makes what a template defines, as one step. A definition that is there already is left as it is, also where it is
    /// retired or empty: somebody decided that. One that was taken back by an undo is made again.
    pub(super) fn use_template(
        &mut self,
        (client, request): (Client, u32),
        template: Template,
    ) -> Result<(), Refusal> {
        let situation = self.situation();
        let mut documents = Vec::new();
        for (object, record, values) in templates::definitions(template) {
            let before = self.record(record).ok();
            if before.as_ref().is_some_and(|before| !before.deleted()) {
                continue;
            }
            self.is_formula(&object, &values)?;
            documents.extend(define::define(&object, record, before.as_ref(), &values, &situation)?);
        }
        if documents.is_empty() {
            return Err(Refusal::record(Reason::NothingToDo));
        }
        self.carry_out(client, request, &Plan { documents })
    }
}
