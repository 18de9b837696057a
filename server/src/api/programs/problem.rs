//! Why a program did not get what it asked for, as problem JSON (RFC 9457): which field, and what to do.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, json};

/// What went wrong: a closed list, whose keys are for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The request cannot be read.
    BadRequest,
    /// No token, or none that is good.
    Unauthorized,
    /// The token does not allow that.
    NotInScope,
    /// The person does not have the right.
    NoAccess,
    /// There is no such thing, as far as the person sees.
    NotFound,
    /// The address does not know the method.
    NoMethod,
    /// The record is deleted.
    Deleted,
    /// The idempotency key made a record that the person does not see any more.
    KeyUsed,
    /// The record is not as `If-Match` says.
    Stale,
    /// The body is too large.
    TooLarge,
    /// The body is of another type.
    WrongType,
    /// A value does not fit its field.
    BadValue,
    /// Too many requests, or too many wrong tokens.
    TooMany,
    /// A fault of the relay.
    Fault,
    /// Others write to the same record without a pause, or the relay has no room.
    Busy,
}

impl What {
    /// Everything that can go wrong.
    pub const ALL: [Self; 15] = [
        Self::BadRequest,
        Self::Unauthorized,
        Self::NotInScope,
        Self::NoAccess,
        Self::NotFound,
        Self::NoMethod,
        Self::Deleted,
        Self::KeyUsed,
        Self::Stale,
        Self::TooLarge,
        Self::WrongType,
        Self::BadValue,
        Self::TooMany,
        Self::Fault,
        Self::Busy,
    ];

    /// Its status.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::NotInScope | Self::NoAccess => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::NoMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::Deleted | Self::KeyUsed => StatusCode::CONFLICT,
            Self::Stale => StatusCode::PRECONDITION_FAILED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::BadValue => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Fault => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Its key, the last part of `type`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::BadRequest => "bad-request",
            Self::Unauthorized => "unauthorized",
            Self::NotInScope => "not-in-scope",
            Self::NoAccess => "no-access",
            Self::NotFound => "not-found",
            Self::NoMethod => "no-method",
            Self::Deleted => "deleted",
            Self::KeyUsed => "key-used",
            Self::Stale => "stale",
            Self::TooLarge => "too-large",
            Self::WrongType => "wrong-type",
            Self::BadValue => "bad-value",
            Self::TooMany => "too-many-requests",
            Self::Fault => "fault",
            Self::Busy => "busy",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::BadRequest => "The request cannot be read",
            Self::Unauthorized => "A valid API token is needed",
            Self::NotInScope => "The token does not allow this",
            Self::NoAccess => "The person of the token may not do this",
            Self::NotFound => "Not found",
            Self::NoMethod => "The method is not for this address",
            Self::Deleted => "The record is deleted",
            Self::KeyUsed => "The idempotency key was used",
            Self::Stale => "The record has changed",
            Self::TooLarge => "The request is too large",
            Self::WrongType => "The body is of another type",
            Self::BadValue => "A value does not fit its field",
            Self::TooMany => "Too many requests",
            Self::Fault => "The relay met a fault",
            Self::Busy => "Not now",
        }
    }
}

/// An answer that says why not, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What went wrong.
    pub what: What,
    /// What to do about it.
    detail: String,
    /// The field that it is about.
    field: Option<String>,
    /// Seconds until it is worth another try.
    wait: Option<u32>,
    /// The methods that the address knows.
    allowed: Option<&'static str>,
}

impl Problem {
    /// With what to do about it.
    pub fn new(what: What, detail: impl Into<String>) -> Self {
        Self { what, detail: detail.into(), field: None, wait: None, allowed: None }
    }

    /// About a field.
    pub fn of_field(what: What, field: &str, detail: impl Into<String>) -> Self {
        Self { field: Some(field.to_owned()), ..Self::new(what, detail) }
    }

    /// What is answered for a record that is hidden, absent, or of another object: the same, byte by byte.
    pub fn not_found() -> Self {
        Self::new(What::NotFound, "There is no such record, or the person of the token does not see it.")
    }

    /// A fault that stands in the relay's log.
    pub fn fault(error: &dyn std::error::Error) -> Self {
        tracing::error!(%error, "the API failed");
        Self::new(What::Fault, "Try again; whoever runs the relay finds the reason in its log.")
    }

    /// Nothing was done; the same again may be.
    pub fn busy() -> Self {
        Self::new(What::Busy, "Nothing was done. Send the same request again.").after(1)
    }

    /// Worth another try after so many seconds.
    pub fn after(self, seconds: u32) -> Self {
        Self { wait: Some(seconds), ..self }
    }

    /// At an address that knows these methods.
    pub fn allowing(self, methods: &'static str) -> Self {
        Self { allowed: Some(methods), ..self }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.what.status();
        let mut body = Map::new();
        body.insert("type".into(), json!(format!("urn:halkhata:problem:{}", self.what.key())));
        body.insert("title".into(), json!(self.what.title()));
        body.insert("status".into(), json!(status.as_u16()));
        body.insert("detail".into(), json!(self.detail));
        body.extend(self.field.map(|field| ("field".to_owned(), json!(field))));
        let mut answer = (status, Json(body)).into_response();
        let headers = answer.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.wait {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if let Some(methods) = self.allowed {
            headers.insert(header::ALLOW, HeaderValue::from_static(methods));
        }
        if self.what == What::Unauthorized {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"halkhata\""));
        }
        answer
    }
}
