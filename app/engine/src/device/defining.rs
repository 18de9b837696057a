//! Definitions are said: what a team makes of its book.

use super::{Client, Device};
use crm_core::commands::{Assignment, Plan, Reason, Refusal, define};
use crm_core::fields::text;
use crm_core::ids::RecordId;
use crm_core::objects::custom::Code;
use crm_core::objects::{self, field};
use crm_core::views::formula::{self, Fault};

impl Device {
    /// Definitions hold what is said of them, also those that are there already or were deleted.
    pub(super) fn define(
        &mut self,
        client: Client,
        request: u32,
        records: &[(String, RecordId, Vec<Assignment>)],
    ) -> Result<(), Refusal> {
        if !records.iter().all(|(object, ..)| objects::shapes(object)) {
            return Err(Refusal::record(Reason::UnknownObject));
        }
        records.iter().try_for_each(|(object, _, values)| self.is_formula(object, values))?;
        let situation = self.situation();
        let mut documents = Vec::with_capacity(records.len());
        for (object, record, values) in records {
            let before = self.record(*record).ok();
            documents.extend(define::define(object, *record, before.as_ref(), values, &situation)?);
        }
        self.carry_out(client, request, &Plan { documents })
    }

    /// Refuses the definition of a field with a formula that cannot be worked out.
    pub(super) fn is_formula(&self, object: &str, values: &[Assignment]) -> Result<(), Refusal> {
        let text = |wanted: &str| {
            let value = values.iter().find(|(key, _)| key == wanted).and_then(|(_, value)| value.as_ref());
            value.and_then(text::of).unwrap_or_default()
        };
        let formula = text(field::FORMULA);
        if object != field::KEY || formula.is_empty() {
            return Ok(());
        }
        let refuse = |fault| Refusal::field(field::FORMULA, Reason::BadFormula(fault));
        let kind = Code::of_key(text(field::CODE)).and_then(Code::kind);
        let kind = kind.filter(|kind| formula::KINDS.contains(kind)).ok_or(refuse(Fault::WrongKind))?;
        let of = objects::object(text(field::OF)).ok_or(refuse(Fault::UnknownField))?;
        let found = formula::parse(of, formula, kind).map_err(refuse)?;
        let own = found.reads().map(|one| (of, one));
        let again = own.chain(found.reads_of_others()).any(|(of, one)| {
            one.key == text(field::CODE) || self.formula_fields(of.key).any(|other| other == one.key)
        });
        if again { Err(refuse(Fault::ReadsFormula)) } else { Ok(()) }
    }
}
