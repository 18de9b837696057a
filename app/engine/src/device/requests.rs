//! What tabs ask for.

use super::documents::{Job, Loaded};
use super::opening::PERSISTED;
use super::purpose::Purpose;
use super::undo::Wanted;
use super::{Client, Device, Output};
use crm_core::commands::create::{Origin, create, document};
use crm_core::commands::{
    Assignment, Plan, Reason, Refusal, Situation, complete_task, convert_lead, delete, move_deal, put_back,
    restore, set_field, unconvert_lead,
};
use crm_core::ids::RecordId;
use crm_core::messages::{Answer, FromEngine, Request, ToEngine};
use crm_sync::store::{Store, Write};
use std::sync::Arc;

/// Most records that are named as perhaps the one that is being made.
const ALIKE: usize = 4;

impl Device {
    pub(super) fn asked(&mut self, client: Client, message: ToEngine) {
        // Watches count from the start, so that a storage notice is seen even when the book cannot be opened.
        let at_once = matches!(
            message.body,
            Request::Watch { .. } | Request::Unwatch { .. } | Request::Preferences(_) | Request::Painted
        );
        let visible = if let Request::Page { visible, .. } = &message.body { Some(*visible) } else { None };
        self.locking.tab(client, visible, self.now);
        let of_lock =
            matches!(message.body, Request::Unlock { .. } | Request::ForgotPin) && self.knows_lock();
        let of_lock = of_lock || self.opens_closed(&message.body);
        if self.needs_rows(&message.body) {
            self.read_rows();
        }
        // Which documents are not to be touched counts at once, and is kept as soon as anything can be.
        if !self.ready()
            && let Request::Suspect { records } = &message.body
        {
            self.shun(records);
        }
        if !self.ready() && !at_once && !of_lock && !self.refused_while_closed(&message.body) {
            self.early.push((client, message));
            return;
        }
        if let Some(refusal) = self.closed_to(&message.body) {
            let answer = Err(refusal);
            return self.tell(client, FromEngine::Answer { request: message.request, answer });
        }
        self.act(client, message.request, message.body);
    }

    /// Does what is asked; documents that are missing are loaded first and the request comes back.
    pub(super) fn act(&mut self, client: Client, request: u32, body: Request) {
        if let Some(records) = self.documents_for(client, &body)
            && self.with_documents(Job::Request(client, request, Box::new(body.clone())), &records).is_none()
        {
            return;
        }
        let result = self.perform_request(client, request, body);
        match result {
            Ok(Some(answer)) => self.tell(client, FromEngine::Answer { request, answer: Ok(answer) }),
            Ok(None) => {}
            Err(refusal) => self.tell(client, FromEngine::Answer { request, answer: Err(refusal) }),
        }
    }

    pub(super) fn refuse(&mut self, client: Client, request: u32, reason: Reason) {
        let answer = Err(Refusal::record(reason));
        self.tell(client, FromEngine::Answer { request, answer });
    }

    /// `Ok(None)` when the answer comes later.
    fn perform_request(
        &mut self,
        client: Client,
        request: u32,
        body: Request,
    ) -> Result<Option<Answer>, Refusal> {
        match body {
            Request::Open(_) => Ok(Some(Answer::Done)),
            Request::Clear { even_unsent, all_books } => self.clear(client, request, even_unsent, all_books),
            Request::Preferences(preferences) => {
                self.preferences = preferences;
                self.day_passed();
                self.watching.touch_all();
                Ok(Some(Answer::Done))
            }
            Request::Demo { language, template } => {
                self.fill_demo((client, request), &language, template).map(|()| None)
            }
            Request::Template(template) => self.use_template((client, request), template).map(|()| None),
            Request::RemoveDemo => self.remove_demo(client, request),
            Request::Watch { watch, what } => {
                self.watching.add(client, watch, what);
                Ok(Some(Answer::Done))
            }
            Request::Unwatch { watch } => {
                self.watching.remove(client, watch);
                Ok(Some(Answer::Done))
            }
            Request::Search { text, object, limit } => {
                Ok(Some(Answer::Found(self.rows.search(&text, object.as_ref(), usize::from(limit)))))
            }
            Request::Similar { object, values } => {
                Ok(Some(Answer::Similar(self.rows.similar(&object, &values, ALIKE))))
            }
            Request::AsItWas { record, when } => {
                self.as_it_was(record, when).map(|past| Some(Answer::AsItWas(past)))
            }
            Request::Create { object, record, values } => {
                let situation = self.situation();
                let plan = self.plan_create(&object, record, &values, &situation)?;
                self.carry_out(client, request, &plan).map(|()| None)
            }
            Request::Begin { object, record, values } => {
                let situation = Situation { checks: Arc::default(), ..self.situation() };
                let plan = self.plan_create(&object, record, &values, &situation)?;
                self.carry_out(client, request, &plan).map(|()| None)
            }
            Request::Set { record, values }
                if !self.sees(record, values.iter().map(|(field, _)| field.as_str())) =>
            {
                Err(Refusal::record(Reason::NoAccess))
            }
            Request::Set { record, values } => self.by_plan(client, request, record, |record, situation| {
                set_field::set(Some(record), &values, situation)
            }),
            Request::PutBack { record, when, fields } => {
                let then = self.held_then(record, when, &fields)?;
                self.by_plan(client, request, record, |record, situation| {
                    put_back::put_back(Some(record), &then, &fields, situation)
                })
            }
            Request::Merge { keep, others, choices } => {
                self.merge((client, request), keep, &others, &choices).map(|()| None)
            }
            Request::Part { record } => self.part((client, request), record).map(|()| None),
            Request::Move { record, stage, after } => {
                let (before, behind) = self.neighbours(record, &stage, after);
                self.by_plan(client, request, record, |record, situation| {
                    move_deal::move_deal(
                        Some(record),
                        &stage,
                        before.as_deref(),
                        behind.as_deref(),
                        situation,
                    )
                })
            }
            Request::Complete { record, done } => {
                self.by_plan(client, request, record, |record, situation| {
                    complete_task::complete(Some(record), done, situation)
                })
            }
            Request::Convert { record, deal } => {
                let there = self.converted_to(record);
                self.by_plan(client, request, record, |record, situation| {
                    convert_lead::convert(Some(record), deal.as_deref(), &there, situation)
                })
            }
            Request::Unconvert { record } => {
                let untouched = self.untouched_since(record);
                self.by_plan(client, request, record, |record, situation| {
                    unconvert_lead::unconvert(Some(record), &untouched, situation)
                })
            }
            Request::Resolve { record, field, .. } if !self.sees(record, std::iter::once(field.as_str())) => {
                Err(Refusal::record(Reason::NoAccess))
            }
            Request::Resolve { record, field, value } => {
                self.by_plan(client, request, record, |record, situation| {
                    set_field::resolve(Some(record), &field, value.clone(), situation)
                })
            }
            Request::Define { records } => self.define(client, request, &records).map(|()| None),
            Request::CreateMany { records } => self.create_many(client, request, &records).map(|()| None),
            Request::Write { record, field, base, text } => {
                self.write_text(client, request, record, &field, &base, text).map(|()| None)
            }
            Request::Delete { records } => self
                .each(client, request, &records, |record, situation| delete::delete(Some(record), situation)),
            Request::Restore { records } => {
                self.each(client, request, &records, |record, _| restore::restore(Some(record)))
            }
            Request::Undo { of } => self.take_back(client, request, Wanted::Undo(of)),
            Request::Redo => self.take_back(client, request, Wanted::Redo),
            Request::Desk { edit, meant } => self.at_desk((client, request), &edit, meant).map(|()| None),
            Request::SendAgain { record, key } => self.send_again((client, request), record, key),
            Request::Discard { record, key } => self.discard((client, request), record, key),
            Request::EditMany { query, which, edit } => {
                self.edit_many(client, request, (&query, &which), edit)
            }
            Request::RecordsAt { query, offset, limit } => {
                let records = self.rows.matching_records(&query).into_iter();
                let asked = records.skip(offset as usize).take(limit as usize).collect();
                Ok(Some(Answer::RecordsAt(asked)))
            }
            Request::ImportLook { name, bytes } => self.import_look(name, bytes).map(Some),
            Request::ImportAs { object } => self.import_as(&object).map(Some),
            Request::ImportRun { plan } => self.import_run(plan).map(Some),
            Request::ImportCancel => self.import_cancel().map(Some),
            Request::ImportRemove { import } => self.import_remove(client, request, import),
            Request::ExportList { query, which, headings } => {
                self.export_list((client, request), (&query, &which), &headings).map(|()| None)
            }
            Request::DataCopy { record } => self.data_copy((client, request), record).map(|()| None),
            Request::ExportBook => self.export_book(client, request, false).map(|()| None),
            Request::ExportUnsent => self.export_book(client, request, true).map(|()| None),
            Request::Suspect { records } => {
                self.suspected(records);
                Ok(Some(Answer::Done))
            }
            Request::Join { objects } => self.wish_local(client, request, Some(objects)),
            Request::LocalBook => self.wish_local(client, request, None),
            Request::Keep(choice) => self.choose_kept((client, request), choice),
            Request::CountKept(choice) => self.count_kept((client, request), choice),
            Request::Encrypt { credential, salt, secret } => {
                self.encrypt((client, request), (credential, salt), &secret)
            }
            Request::Decrypt { secret } => self.decrypt((client, request), &secret),
            Request::OpenEncrypted { secret } => self.open_encrypted(&secret),
            Request::SetPin { pin } => self.set_pin((client, request), &pin),
            Request::TakePin { pin } => self.take_pin((client, request), &pin),
            Request::Unlock { pin } => self.unlock((client, request), &pin),
            Request::LockAfter { minutes } => self.lock_after((client, request), minutes),
            Request::ForgotPin => self.forget_pin((client, request)),
            Request::Lock => self.lock_now(),
            Request::LoggedIn => {
                self.with_session(|session, now, _| session.renew(now));
                Ok(Some(Answer::Done))
            }
            Request::Code { text } => Ok(Some(Answer::Code { dark: crate::code::dark(&text) })),
            Request::SendNow => {
                self.with_session(|session, now, _| session.call(now));
                Ok(Some(Answer::Done))
            }
            Request::Page { visible, online } => {
                if visible && online {
                    self.with_session(|session, now, _| session.call(now));
                }
                Ok(Some(Answer::Done))
            }
            Request::Painted => {
                self.painted = true;
                self.read_rows();
                Ok(Some(Answer::Done))
            }
            Request::Persisted { granted } => {
                self.syncing.persisted = Some(granted);
                self.watching.touch_sync();
                let value = postcard::to_stdvec(&granted).unwrap_or_default();
                self.write(Purpose::Aside, vec![Write::Put(Store::Meta, PERSISTED.to_vec(), value)], false);
                Ok(Some(Answer::Done))
            }
            Request::Careful { .. } | Request::Estimate => Err(Refusal::record(Reason::NothingToDo)),
        }
    }

    /// A repeated request finds the record here already: nothing is made twice.
    fn plan_create(
        &mut self,
        object: &str,
        record: RecordId,
        values: &[Assignment],
        situation: &Situation,
    ) -> Result<Plan, Refusal> {
        if matches!(self.documents.get(record), Some(Loaded::Here(_))) {
            let record = self.record(record)?;
            return set_field::set(Some(&record), values, situation);
        }
        create(object, record, values, &Origin::Manual, situation)
    }

    /// One command on one record.
    fn by_plan(
        &mut self,
        client: Client,
        request: u32,
        record: RecordId,
        command: impl Fn(&crm_core::views::record::Record, &Situation) -> Result<Plan, Refusal>,
    ) -> Result<Option<Answer>, Refusal> {
        let situation = self.situation();
        let plan = command(&self.record(record)?, &situation)?;
        self.carry_out(client, request, &plan).map(|()| None)
    }

    /// The places around the one that a deal is dropped at.
    fn neighbours(
        &self,
        record: RecordId,
        stage: &str,
        after: Option<RecordId>,
    ) -> (Option<String>, Option<String>) {
        let mut places = self.rows.places("deal", "stage", stage);
        places.retain(|(_, id)| *id != record);
        let behind =
            after.and_then(|after| places.iter().position(|(_, id)| *id == after)).map_or(0, |at| at + 1);
        let place = |at: Option<usize>| at.and_then(|at| places.get(at)).map(|(place, _)| place.clone());
        (place(behind.checked_sub(1)), place(Some(behind)))
    }

    /// One command for each of several records, stored at once.
    fn each(
        &mut self,
        client: Client,
        request: u32,
        records: &[RecordId],
        command: impl Fn(&crm_core::views::record::Record, &Situation) -> Result<Plan, Refusal>,
    ) -> Result<Option<Answer>, Refusal> {
        let situation = self.situation();
        let mut plan = Plan { documents: Vec::new() };
        for &id in records {
            let record = self.record(id)?;
            plan.documents.extend(command(&record, &situation)?.documents);
        }
        self.carry_out(client, request, &plan).map(|()| None)
    }

    fn create_many(
        &mut self,
        client: Client,
        request: u32,
        records: &[(String, RecordId, Vec<Assignment>)],
    ) -> Result<(), Refusal> {
        let situation = self.situation();
        let mut plans = Vec::with_capacity(records.len());
        for (object, record, values) in records.iter().filter(|(_, record, _)| !self.exists(*record)) {
            let plan = document(object, *record, values, &Origin::Manual, &situation)?;
            self.types_nothing_worked_out(&plan)?;
            plans.push(plan);
        }
        self.create_documents(client, request, plans);
        Ok(())
    }

    fn clear(
        &mut self,
        client: Client,
        request: u32,
        even_unsent: bool,
        all_books: bool,
    ) -> Result<Option<Answer>, Refusal> {
        // Of a book that is closed nobody knows.
        let only_here = self.unsent() > 0 || !self.syncing.attention.is_empty() || self.is_closed();
        if only_here && !even_unsent {
            return Err(Refusal::record(Reason::NothingToDo));
        }
        if let Some(session) = &mut self.session {
            session.stop();
        }
        self.outputs.push(Output::Erase(client, request, all_books));
        Ok(None)
    }
}
