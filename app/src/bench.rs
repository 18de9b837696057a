//! The page of `make bench`: `window.halkhataBench` drives the real engine without a click. Never in the product.
//!
//! Every function takes and gives plain data and returns a promise; texts of fields are read as an import reads them.

use crate::{browser, engine_link, state};
use crm_accounts::{Accept, OneTimeLink, SetUp};
use crm_core::fields::{ChoiceWords, Context};
use crm_core::ids::RecordId;
use crm_core::messages::{Answer, RelayLink, Request, SyncView, View, Watch};
use crm_core::objects::{self, FieldDefinition, ObjectDefinition};
use crm_core::value::Value;
use crm_core::views::query::{Filter, Query, Sort};
use futures_channel::oneshot;
use js_sys::{Function, JSON, Object, Promise, Reflect};
use serde_json::{Value as Json, json};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

#[wasm_bindgen]
extern "C" {
    /// Asks the instruments in the engine's worker; see `end2end/bench/instruments.js`.
    #[wasm_bindgen(js_namespace = ["globalThis", "halkhata"], js_name = instruments)]
    fn instruments(ask: &str) -> Promise;
}

type Outcome = Result<Json, String>;

const NAMES: [&str; 15] = [
    "wipe",
    "create",
    "list",
    "get",
    "edit",
    "append",
    "conflicts",
    "search",
    "invite",
    "join",
    "offline",
    "online",
    "synced",
    "stats",
    "duplicates",
];

/// Puts `window.halkhataBench` there.
pub fn expose() {
    let bench = Object::new();
    for name in NAMES {
        let call = move |first: JsValue, second: JsValue, third: JsValue| {
            let arguments = [first, second, third].map(|argument| plain(&argument));
            future_to_promise(async move {
                let outcome = run(name, &arguments).await;
                let said = outcome.map_err(|why| JsValue::from(js_sys::Error::new(&why)))?;
                JSON::parse(&said.to_string())
            })
        };
        let call = Closure::<dyn Fn(JsValue, JsValue, JsValue) -> Promise>::new(call);
        let function: Function = wasm_bindgen::JsCast::unchecked_into(call.into_js_value());
        let _ = Reflect::set(&bench, &name.into(), &function);
    }
    let _ = Reflect::set(&browser::window(), &"halkhataBench".into(), &bench);
}

fn plain(value: &JsValue) -> Json {
    let text = JSON::stringify(value).ok().and_then(|text| text.as_string());
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

async fn run(name: &str, arguments: &[Json; 3]) -> Outcome {
    let text = |place: usize| arguments[place].as_str().unwrap_or_default();
    match name {
        "wipe" => done(engine_link::ask(Request::Clear { even_unsent: true, all_books: false }).await),
        "create" => create(&arguments[0]).await,
        "list" => list(&arguments[0]).await,
        "get" => get(text(0)).await,
        "edit" => edit(text(0), text(1), text(2)).await,
        "append" => append(text(0), text(1), text(2)).await,
        "conflicts" => conflicts(text(0), text(1)).await,
        "search" => search(text(0)).await,
        "invite" => invite().await,
        "join" => join(text(0)).await,
        "offline" => instrument("offline").await,
        "online" => {
            instrument("online").await?;
            done(engine_link::ask(Request::SendNow).await)
        }
        "synced" => synced().await,
        "stats" => stats().await,
        "duplicates" => duplicates(text(0)).await,
        _ => Err(format!("no such function: {name}")),
    }
}

fn done(outcome: engine_link::Outcome) -> Outcome {
    outcome.map(|_| Json::Null).map_err(|refusal| format!("{refusal:?}"))
}

fn definition(object: &str) -> Result<&'static ObjectDefinition, String> {
    objects::object(object).ok_or_else(|| format!("no such object: {object}"))
}

fn field(object: &ObjectDefinition, key: &str) -> Result<&'static FieldDefinition, String> {
    object.field(key).ok_or_else(|| format!("no such field: {key}"))
}

fn context<T>(field: &FieldDefinition, read: impl FnOnce(&Context<'_>) -> T) -> T {
    let word = |id: &'static str| ChoiceWords { id, words: vec![id.to_owned()] };
    let choices: Vec<ChoiceWords<'_>> = field.choices.iter().map(|choice| word(choice.id)).collect();
    read(&Context { choices: &choices, ..Context::BANGLADESH })
}

fn parse(field: &FieldDefinition, text: &str) -> Result<Option<Value>, String> {
    let read = context(field, |context| field.kind.behaviour().parse(text, context));
    read.map_err(|why| format!("{}: {text:?}: {why:?}", field.key))
}

fn write(field: &FieldDefinition, value: &Value) -> String {
    context(field, |context| field.kind.behaviour().csv(value, context))
}

fn record(id: &str) -> Result<RecordId, String> {
    id.parse().map_err(|_| format!("no id: {id}"))
}

async fn create(records: &Json) -> Outcome {
    let mut made = Vec::new();
    let mut ids = Vec::new();
    for asked in records.as_array().into_iter().flatten() {
        let object = definition(asked["object"].as_str().unwrap_or_default())?;
        let mut values = Vec::new();
        for (key, text) in asked["fields"].as_object().into_iter().flatten() {
            values.push((key.clone(), parse(field(object, key)?, text.as_str().unwrap_or_default())?));
        }
        let id = RecordId(browser::random());
        ids.push(id.to_string());
        made.push((object.key.to_owned(), id, values));
    }
    done(engine_link::ask(Request::CreateMany { records: made }).await)?;
    Ok(json!(ids))
}

/// The first view of something that satisfies.
async fn first<T: 'static>(what: Watch, take: impl Fn(View) -> Option<T> + 'static) -> Result<T, String> {
    let (sender, receiver) = oneshot::channel();
    let sender = Rc::new(RefCell::new(Some(sender)));
    let watch = engine_link::watch(what, move |view| {
        if let Some(taken) = take(view)
            && let Some(sender) = sender.borrow_mut().take()
        {
            let _ = sender.send(taken);
        }
    });
    let taken = receiver.await.map_err(|_| "the engine went away".to_owned());
    engine_link::unwatch(watch);
    taken
}

async fn list(query: &Json) -> Outcome {
    let object = definition(query["object"].as_str().unwrap_or_default())?;
    // A person's name is the title of the record, put together from several fields.
    let sort = query["sort"].as_str().filter(|&sort| object.field(sort).is_some()).unwrap_or("title");
    let mut filters = Vec::new();
    for (key, text) in query["filter"].as_object().into_iter().flatten() {
        let asked = field(object, key)?;
        let argument = parse(asked, text.as_str().unwrap_or_default())?;
        filters.push(Filter { field: key.clone(), operator: crm_core::fields::FilterOperator::Is, argument });
    }
    let sort = Sort { field: sort.to_owned(), descending: false };
    let query_of = Query { sort, filters, ..Query::all(object.key) };
    let limit = query["limit"].as_u64().and_then(|limit| u32::try_from(limit).ok()).unwrap_or(50);
    let what = Watch::List { query: query_of, offset: 0, limit };
    let view = first(what, |view| if let View::List(list) = view { Some(list) } else { None }).await?;
    let rows: Vec<Json> =
        view.rows.iter().map(|row| json!({ "id": row.record.to_string(), "title": row.title })).collect();
    Ok(json!({ "total": view.total, "rows": rows }))
}

async fn look(id: &str) -> Result<Option<crm_core::messages::RecordView>, String> {
    let what = Watch::Record { record: record(id)? };
    first(
        what,
        |view| if let View::Record(record) = view { Some(record.map(|record| *record)) } else { None },
    )
    .await
}

async fn get(id: &str) -> Outcome {
    let Some(view) = look(id).await? else { return Ok(Json::Null) };
    let object = definition(&view.object)?;
    let mut fields = serde_json::Map::new();
    for (key, value) in &view.values {
        fields.insert(key.clone(), Json::String(write(field(object, key)?, value)));
    }
    Ok(json!({ "id": id, "object": view.object, "title": view.title, "fields": fields }))
}

async fn edit(id: &str, key: &str, text: &str) -> Outcome {
    // The object is asked for once per field: objects that share a field share its kind.
    let known = objects::CATALOGUE.iter().find_map(|object| object.field(key)).ok_or("no such field")?;
    let values = vec![(key.to_owned(), parse(known, text)?)];
    done(engine_link::ask(Request::Set { record: record(id)?, values }).await)
}

async fn append(id: &str, key: &str, text: &str) -> Outcome {
    let view = look(id).await?.ok_or("no such record")?;
    let base = match view.values.get(key) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let text = format!("{base}{text}");
    done(engine_link::ask(Request::Write { record: record(id)?, field: key.to_owned(), base, text }).await)
}

async fn conflicts(id: &str, key: &str) -> Outcome {
    let view = look(id).await?.ok_or("no such record")?;
    let known = field(definition(&view.object)?, key)?;
    let others = view.conflicts.get(key).into_iter().flatten();
    let texts = others.map(|other| other.value.as_ref().map(|value| write(known, value)).unwrap_or_default());
    Ok(json!(texts.collect::<Vec<_>>()))
}

async fn search(text: &str) -> Outcome {
    let request = Request::Search { text: text.to_owned(), object: None, limit: 20 };
    match engine_link::ask(request).await {
        Ok(Answer::Found(found)) => {
            let found = found
                .iter()
                .map(|found| json!({ "id": found.link.record.to_string(), "title": found.title }));
            Ok(Json::Array(found.collect()))
        }
        Ok(_) => Err("no answer to a search".to_owned()),
        Err(refusal) => Err(format!("{refusal:?}")),
    }
}

async fn invite() -> Outcome {
    let invitation =
        crm_accounts::invite("representative".to_owned()).await.map_err(|why| why.to_string())?;
    Ok(json!(invitation.path.rsplit('#').next()))
}

async fn join(token: &str) -> Outcome {
    let link = crm_accounts::one_time_link(token.to_owned()).await.map_err(|why| why.to_string())?;
    let (device, device_name) = (state::device(), browser::device_name());
    let name = format!("Bench {}", &device[..6]);
    let (email, password) = (format!("{}@example.com", &device[..12]), "bench bench bench".to_owned());
    let token = token.to_owned();
    let session = match link {
        OneTimeLink::SetUp => {
            let workspace_name = "Bench".to_owned();
            let set_up = SetUp { token, workspace_name, name, email, password, device, device_name };
            let session = crm_accounts::set_up(set_up).await;
            // What is measured between devices goes to each of them.
            state::open_to_all().await.ok_or("the workspace stayed private")?;
            session
        }
        OneTimeLink::Invitation { .. } => {
            crm_accounts::accept(Accept { token, name, email, password, device, device_name }).await
        }
        OneTimeLink::Reset { .. } => return Err("a link for a password".to_owned()),
    };
    state::signed_in(session.map_err(|why| why.to_string())?).await;
    Ok(Json::Null)
}

fn settled(sync: &SyncView) -> bool {
    sync.waiting == 0 && sync.link == RelayLink::Online && sync.progress.is_none()
}

async fn synced() -> Outcome {
    first(Watch::Sync, |view| if let View::Sync(sync) = view { settled(&sync).then_some(()) } else { None })
        .await?;
    Ok(Json::Null)
}

async fn stats() -> Outcome {
    let counts =
        first(Watch::Counts, |view| if let View::Counts(counts) = view { Some(counts) } else { None })
            .await?;
    let mut stats = instrument("stats").await?;
    stats["records"] = json!(counts.values().map(|&count| u64::from(count)).sum::<u64>());
    Ok(stats)
}

/// How many groups the whole book has, when all of it was looked through.
async fn duplicates(object: &str) -> Outcome {
    let what = Watch::Duplicates { object: object.to_owned() };
    let done = |view| {
        let View::Duplicates(found) = view else { return None };
        found.looking.is_none().then_some(found.total)
    };
    first(what, done).await.map(|groups| json!(groups))
}

async fn instrument(ask: &str) -> Outcome {
    let answer = JsFuture::from(instruments(ask)).await.map_err(|why| format!("{why:?}"))?;
    Ok(plain(&answer))
}
