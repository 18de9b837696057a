//! What the server functions take and give. Ids are 32 hexadecimal digits.

use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use leptos::server_fn::codec::JsonEncoding;
use serde::{Deserialize, Serialize};

/// Who is logged in, on which installation, in which workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The person.
    pub person: String,
    /// What they are called.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// The workspace.
    pub workspace: String,
    /// What the workspace is called.
    pub workspace_name: String,
    /// `administrator`, `manager` or `representative`.
    pub role: String,
    /// This installation.
    pub device: String,
}

/// What a link is good for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OneTimeLink {
    /// The first start: makes the workspace and its administrator.
    SetUp,
    /// An invitation to this workspace.
    Invitation {
        /// What the workspace is called.
        workspace_name: String,
        /// The role that the invited person gets.
        role: String,
    },
    /// Sets another password.
    Reset {
        /// What the person is called.
        name: String,
        /// The address that they log in with.
        email: String,
    },
}

/// An invitation, or a reset link, as the administrator sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// The path to open, with its token: `/join#…`, `/reset#…`. Shown once.
    pub path: String,
    /// When it stops working, in milliseconds since 1970.
    pub expires: i64,
}

/// A person of the workspace as the administrator sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Teammate {
    /// The person.
    pub person: String,
    /// What they are called.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// Their role.
    pub role: String,
    /// Whether they can log in.
    pub active: bool,
}

/// A place where the person is logged in: one session of one browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogIn {
    /// Names the session to `end_log_in`; of no use for anything else.
    pub id: String,
    /// What the installation calls itself: `Chrome, Android`.
    pub device_name: String,
    /// When the person logged in there, in milliseconds since 1970.
    pub since: i64,
    /// The latest contact, in milliseconds since 1970.
    pub last_contact: i64,
    /// Whether a socket of it is open now.
    pub connected: bool,
    /// Whether it is the one that asks.
    pub own: bool,
}

/// The policy in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyInForce {
    /// Names this version to `set_policy`; `None` where the workspace never had a policy and everyone sees everything.
    pub place: Option<i64>,
    /// The policy as JSON, in the form of `crm_core::policy::Policy`.
    pub policy: String,
}

/// Whether a person is asked for a code after the password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactor {
    /// Since when, in milliseconds since 1970; `None` where there is no second factor.
    pub since: Option<i64>,
    /// Recovery codes that are left.
    pub codes_left: u32,
}

/// What an authenticator app needs. Shown once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// `otpauth://…`, drawn as a code.
    pub address: String,
    /// The secret for typing, in letters and digits.
    pub key: String,
}

/// Something that was done with log-ins or people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Its number; later ones are larger.
    pub number: i64,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// What: `logged_in`, `invited`. Later relays know more of them.
    pub what: String,
    /// Who did it; `None` for whoever runs the relay, or for somebody not logged in.
    pub person: Option<String>,
    /// Whom it concerns, where that is somebody else.
    pub about: Option<String>,
    /// A device, a role, a name.
    pub detail: String,
    /// From which address.
    pub address: String,
}

/// A device that has the book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Names it to `remove_device`; of no use for anything else.
    pub id: String,
    /// What it calls itself: `Chrome, Android`.
    pub device_name: String,
    /// Whose it is.
    pub person_name: String,
    /// Whether it is the caller's.
    pub mine: bool,
    /// Whether it is the one that asks.
    pub own: bool,
    /// The latest contact, in milliseconds since 1970.
    pub last_contact: i64,
    /// Whether a socket of it is open now.
    pub connected: bool,
    /// When it was taken away; it has emptied its book once its latest contact is later.
    pub removed: Option<i64>,
}

/// A workspace that the caller belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// Its id.
    pub workspace: String,
    /// What it is called.
    pub name: String,
    /// As what the caller is in it.
    pub role: String,
    /// Whether the session is in it.
    pub current: bool,
}

/// An API token as administrators see it; what it is, nobody sees again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiToken {
    /// Names it to `revoke_api_token`; of no use for anything else.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// As whom it acts.
    pub person_name: String,
    /// Who made it.
    pub made_by: String,
    /// What it may do: `read`, `create`, `change`, `delete`.
    pub scopes: Vec<String>,
    /// When it was made, in milliseconds since 1970.
    pub created: i64,
    /// When it ends; `None` where it lasts until it is revoked.
    pub expires: Option<i64>,
    /// When it was used last, to the hour; `None` where it never was.
    pub last_used: Option<i64>,
}

/// An API token that was just made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewApiToken {
    /// The token: `hk_…`. Shown once.
    pub token: String,
    /// When it ends; `None` where it lasts until it is revoked.
    pub expires: Option<i64>,
}

/// What a browser is asked to do with a passkey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyRequest {
    /// Comes back with the browser's answer. Good once, for five minutes.
    pub token: String,
    /// The options as JSON, in the form of `parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`.
    pub options: String,
}

/// A passkey of the caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    /// Names it to `rename_passkey` and `remove_passkey`; of no use for anything else.
    pub id: String,
    /// What its owner calls it, of 1 to 100 characters.
    pub name: String,
    /// When it was added, in milliseconds since 1970.
    pub created: i64,
    /// When somebody logged in by it last; `None` where nobody did.
    pub last_used: Option<i64>,
}

/// The passkeys of the caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkeys {
    /// The name of the host on whose pages they work; `None` where the relay has none that browsers make passkeys for.
    pub host: Option<String>,
    /// The passkeys, the oldest first.
    pub passkeys: Vec<Passkey>,
}

/// Why an account function failed. The screen has the sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum AccountError {
    /// No such e-mail address and password together; which of them is wrong is not told.
    #[error("wrong e-mail address or password")]
    WrongCredentials,
    /// Not logged in.
    #[error("not logged in")]
    SignedOut,
    /// Logged in, but this needs an administrator.
    #[error("needs an administrator")]
    Forbidden,
    /// The link was used, is too old, or never existed.
    #[error("the link is not valid any more")]
    BadLink,
    /// Someone has this e-mail address already.
    #[error("the e-mail address is taken")]
    EmailTaken,
    /// Not an e-mail address.
    #[error("not an e-mail address")]
    BadEmail,
    /// Shorter than eight characters or longer than 1,000.
    #[error("the password must have 8 to 1,000 characters")]
    BadPassword,
    /// A name is missing or longer than 200 characters.
    #[error("the name must have 1 to 200 characters")]
    BadName,
    /// Too many tries; in seconds.
    #[error("too many tries, again in {0} s")]
    TooManyTries(u32),
    /// The relay could not be reached.
    #[error("the relay could not be reached")]
    Unreachable,
    /// A fault of the relay.
    #[error("the relay met a fault")]
    Fault,
    /// Somebody put another policy in force meanwhile.
    #[error("the policy was changed meanwhile")]
    PolicyStale,
    /// The policy cannot be put in force: its fault as JSON, in the form of `crm_core::policy::Fault`.
    #[error("the policy has a fault: {0}")]
    PolicyFault(String),
    /// The password was right; a code is needed, too, together with this token.
    #[error("a code is needed")]
    SecondStep(String),
    /// The book was put back from a backup; nobody logs in until who runs the relay says that things go on.
    #[error("the book was put back from a backup; nobody logs in yet")]
    Held,
    /// The code is wrong, too old, or was used.
    #[error("the code is wrong or was used")]
    WrongCode,
    /// The second step came too late, or after too many wrong codes: log in anew.
    #[error("log in anew")]
    StepOver,
    /// A lease has between 7 and 365 days.
    #[error("the lease must have 7 to 365 days")]
    BadLease,
    /// The relay does not know the passkey, or the browser's answer is not what was asked for.
    #[error("the passkey is not known here")]
    BadPasskey,
    /// The relay is reached by a number or without TLS, so browsers make no passkeys for it.
    #[error("no passkeys under this address")]
    NoPasskeys,
    /// Twenty passkeys are the most.
    #[error("there are twenty passkeys already")]
    TooManyPasskeys,
    /// The browser or its owner ended what was begun with a passkey, or it took too long.
    #[error("no passkey was used")]
    PasskeyStopped,
    /// Where the passkey was to be kept is one of this person already.
    #[error("a passkey is there already")]
    PasskeyThere,
}

impl FromServerFnError for AccountError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::UnsupportedRequestMethod(_) => Self::Unreachable,
            ServerFnErrorErr::Registration(_)
            | ServerFnErrorErr::ServerError(_)
            | ServerFnErrorErr::MiddlewareError(_)
            | ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::Serialization(_)
            | ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Response(_) => Self::Fault,
        }
    }
}
