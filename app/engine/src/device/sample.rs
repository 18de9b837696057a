//! The sample book.

use super::importing::context;
use super::{Client, Device};
use crm_core::commands::Refusal;
use crm_core::exchange::demo;
use crm_core::value::Value;

impl Device {
    pub(super) fn fill_demo(&mut self, client: Client, request: u32, language: &str) -> Result<(), Refusal> {
        let situation = self.situation();
        // Asked again after a reload, the sample is there already.
        let sample = |view: &crm_core::views::row::RowView<'_>| {
            !view.deleted() && view.value_of("origin") == Some(Value::Text("demo".to_owned()))
        };
        if self.rows.records().any(|view| sample(&view)) {
            self.create_documents(client, request, Vec::new());
            return Ok(());
        }
        let seed = self.draw();
        let plans = demo::records(language, &context(&self.preferences), &situation, seed)?;
        self.create_documents(client, request, plans);
        Ok(())
    }
}
